//! A list of people in a file: CSV in UTF-8, UTF-16 or GB18030, or XLSX; columns are found by their headings.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, open_workbook_from_rs};
use encoding_rs::{Encoding, GB18030, UTF_8};
use jiff::civil::Date;
use replica::{ImportLine, NewMember, RefusedLine};

use crate::error::{Error, Problem, Result};
use crate::input;

/// A file of people, its columns understood.
#[derive(Debug, Default)]
pub(crate) struct PeopleFile {
    /// Who can be taken in, as far as the file tells.
    pub(crate) lines: Vec<ImportLine>,
    /// Lines that hold what no person can be made of.
    pub(crate) refused: Vec<RefusedLine>,
    /// Headings that mean nothing here.
    pub(crate) ignored: Vec<String>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Number,
    Name,
    Sex,
    Identity,
    Phone,
    RegisteredOn,
}

const HEADINGS: &[(&str, Column)] = &[
    ("编号", Column::Number),
    ("志愿者编号", Column::Number),
    ("number", Column::Number),
    ("姓名", Column::Name),
    ("name", Column::Name),
    ("性别", Column::Sex),
    ("sex", Column::Sex),
    ("证件号码", Column::Identity),
    ("身份证号", Column::Identity),
    ("身份证号码", Column::Identity),
    ("identity", Column::Identity),
    ("手机", Column::Phone),
    ("手机号", Column::Phone),
    ("手机号码", Column::Phone),
    ("phone", Column::Phone),
    ("注册日期", Column::RegisteredOn),
    ("registered_on", Column::RegisteredOn),
];

/// A row with its number in the file, counted from 1.
type Row = (u64, Vec<String>);

/// Reads a file; what cannot be a list of people at all is bad input.
pub(crate) fn read(bytes: &[u8]) -> Result<PeopleFile> {
    let rows = if bytes.starts_with(b"PK\x03\x04") {
        workbook(bytes)?
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Error::input("FILE", Problem::OldWorkbook));
    } else {
        separated(&decoded(bytes)?)
    };
    people(rows)
}

fn decoded(bytes: &[u8]) -> Result<String> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = match marked {
        Some(encoding) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => GB18030,
    };
    let (text, _, damaged) = encoding.decode(bytes);
    if damaged || text.contains('\0') {
        return Err(Error::input("FILE", Problem::Encoding));
    }
    Ok(text.into_owned())
}

fn separated(text: &str) -> Vec<Row> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let heading = text.lines().next().unwrap_or_default();
    let separator = [b',', b'\t', b';'].into_iter().max_by_key(|mark| {
        (
            heading.bytes().filter(|byte| byte == mark).count(),
            *mark == b',',
        )
    });
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let (mut line, mut counted) = (1, 0);
    // Every text has its records: what is between quotes may be strange, but it is somewhere.
    for record in reader.records().flatten() {
        let from = record
            .position()
            .map_or(counted, |place| place.byte() as usize);
        // Blank lines before a record belong to none; the reader begins it with them.
        let blank = text[from..]
            .bytes()
            .take_while(|byte| *byte == b'\n')
            .count();
        line += text[counted..from + blank].matches('\n').count() as u64;
        counted = from + blank;
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    rows
}

fn workbook(bytes: &[u8]) -> Result<Vec<Row>> {
    // The reader is not ours, nor is the file: neither may end the program.
    let rows = input::fenced(|| cells(bytes)).flatten();
    rows.ok_or_else(|| Error::input("FILE", Problem::Workbook))
}

/// The filled rows of the first sheet. Cell by cell: a cell far out must not make a table of all that lies before it.
fn cells(bytes: &[u8]) -> Option<Vec<Row>> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).ok()?;
    let first = book.sheet_names().first()?.clone();
    let mut reader = book.worksheet_cells_reader(&first).ok()?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = reader.next_cell().ok()? {
        let (row, column) = cell.get_position();
        // Nobody's list is as wide as this.
        if column >= 256 {
            continue;
        }
        let line = u64::from(row) + 1;
        if rows.last().is_none_or(|(last, _)| *last != line) {
            rows.push((line, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            cells.resize(cells.len().max(column as usize + 1), String::new());
            cells[column as usize] = written(cell.get_value());
        }
    }
    Some(rows)
}

/// A cell as it was meant to be read.
fn written(value: &DataRef<'_>) -> String {
    /// Up to here every whole number is exactly itself.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < EXACT => {
            format!("{number:.0}")
        }
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn people(rows: Vec<Row>) -> Result<PeopleFile> {
    let mut rows = rows
        .into_iter()
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    let (_, headings) = rows.next().unwrap_or_default();
    let mut file = PeopleFile::default();
    let mut columns = Vec::new();
    for heading in &headings {
        let heading = heading.trim();
        let meant = HEADINGS
            .iter()
            .find(|(known, _)| heading.eq_ignore_ascii_case(known))
            .map(|(_, column)| *column)
            .filter(|column| !columns.contains(&Some(*column)));
        if meant.is_none() && !heading.is_empty() {
            file.ignored.push(heading.to_owned());
        }
        columns.push(meant);
    }
    if !columns.contains(&Some(Column::Name)) {
        return Err(Error::input("FILE", Problem::NoColumn("姓名/name")));
    }
    for (line, cells) in rows {
        match member(&columns, cells) {
            Ok(member) => file.lines.push(ImportLine { line, member }),
            Err(field) => file.refused.push(RefusedLine {
                line,
                field,
                problem: replica::Problem::Form,
            }),
        }
    }
    Ok(file)
}

fn member(
    columns: &[Option<Column>],
    cells: Vec<String>,
) -> std::result::Result<NewMember, &'static str> {
    let mut member = NewMember::default();
    for (column, cell) in columns.iter().zip(cells) {
        let Some(column) = column else { continue };
        match column {
            Column::Number => member.number = Some(cell),
            Column::Name => member.name = cell,
            Column::Sex => member.sex = Some(cell),
            Column::Identity => member.identity = Some(cell),
            Column::Phone => member.phone = Some(cell),
            Column::RegisteredOn if cell.trim().is_empty() => {}
            Column::RegisteredOn => {
                member.registered_on = Some(date(&cell).ok_or("registered_on")?);
            }
        }
    }
    Ok(member)
}

/// A date as people write it: `2024-03-05`, `2024/3/5`, `2024年3月5日`, `20240305`; a time of day after it is passed over.
fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return of_parts(&text[..4], &text[4..6], &text[6..]);
    }
    let mut parts = text
        .split(|character: char| !character.is_ascii_digit())
        .filter(|part| !part.is_empty());
    of_parts(parts.next()?, parts.next()?, parts.next()?)
}

fn of_parts(year: &str, month: &str, day: &str) -> Option<Date> {
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    fn names(file: &PeopleFile) -> Vec<(u64, &str)> {
        let lines = file.lines.iter();
        lines
            .map(|line| (line.line, line.member.name.as_str()))
            .collect()
    }

    #[test]
    fn headings_in_either_language_and_any_order_find_their_columns() {
        let file =
            read("备注,Name,手机号,注册日期\nx,王小明,13800000000,2024/3/5\n".as_bytes()).unwrap();
        assert_eq!(file.ignored, ["备注"]);
        let member = &file.lines[0].member;
        assert_eq!(member.name, "王小明");
        assert_eq!(member.phone.as_deref(), Some("13800000000"));
        assert_eq!(member.registered_on, Some(day(2024, 3, 5)));
    }

    #[test]
    fn the_encodings_of_spreadsheets_give_the_same_people() {
        let text = "编号,姓名\n1,龘㛃\n";
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let (gb, _, damaged) = GB18030.encode(text);
        assert!(!damaged);
        let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide).collect();
        for bytes in [text.as_bytes(), &marked, &gb, &wide] {
            assert_eq!(names(&read(bytes).unwrap()), [(2, "龘㛃")]);
        }
    }

    #[test]
    fn lines_keep_their_numbers_over_blank_ones_and_cells_of_several_lines() {
        let text = "姓名,性别\r\n甲,男\r\n\r\n,\r\n\"乙\n二\",女\r\n丙,男\r\n";
        let file = read(text.as_bytes()).unwrap();
        assert_eq!(names(&file), [(2, "甲"), (5, "乙\n二"), (7, "丙")]);
    }

    #[test]
    fn a_date_that_is_none_refuses_its_line_alone() {
        let file = read("name,registered_on\n甲,someday\n乙,\n丙,2024-02-30\n".as_bytes()).unwrap();
        assert_eq!(names(&file), [(3, "乙")]);
        let lines: Vec<u64> = file.refused.iter().map(|refused| refused.line).collect();
        assert_eq!(
            (lines, file.refused[0].field),
            (vec![2, 4], "registered_on")
        );
    }

    #[test]
    fn what_is_no_list_of_people_is_refused_as_a_file() {
        for bytes in [
            &b""[..],
            b"\xff\xff\xff",
            b"number,phone\n1,2\n",
            b"PK\x03\x04 no workbook",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"name\0\n\0",
        ] {
            assert!(matches!(read(bytes), Err(Error::Input { .. })), "{bytes:?}");
        }
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in [
            "2024-03-05",
            "2024/3/5",
            " 2024年3月5日 ",
            "20240305",
            "2024.03.05 00:00",
        ] {
            assert_eq!(date(text), Some(day(2024, 3, 5)), "{text}");
        }
        for text in ["", "2024", "2024-3", "24-03-05", "2024-13-01", "45356"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
