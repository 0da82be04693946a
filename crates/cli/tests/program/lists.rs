//! Projects and members: their lists, and what comes in from files.

use std::io::{Cursor, Write};

use crate::station::{MEMBERS, Station, word};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn described() -> Value {
    json!({
        "id": "ignored", "name": "河道巡护二期", "timing": "double", "kind": "service",
        "from": "2026-05-04", "to": "2026-05-05", "start": "22:00", "end": "02:00",
        "venue": [32.01, 120.86], "radius_m": 200, "by_list": true,
    })
}

#[test]
fn a_project_from_a_file_is_in_the_list() {
    let station = Station::new();
    let file = station.file("project.json", described().to_string());
    let run = station.run(&["project", "create", file.to_str().expect("a path")]);
    let id = word(&run.document(), "id");
    let projects = station.run(&["project", "list"]).documents();
    let made = projects.last().expect("a project");
    assert_eq!(word(made, "id"), id);
    assert_eq!(
        (&made["start"], &made["end"]),
        (&json!("22:00"), &json!("02:00"))
    );
    assert_eq!(made["timing"], json!("double"));
    let piped = station.feed(
        &["project", "create", "-"],
        described().to_string().as_bytes(),
    );
    assert_eq!(piped.status, 0, "{piped:?}");
}

#[test]
fn a_project_that_does_not_hold_together_is_refused_by_its_field() {
    let station = Station::new();
    let cases = [
        ("name", json!("")),
        ("timing", json!("twice")),
        ("from", json!("2026-5-4")),
        ("end", json!("25:00")),
        ("to", json!("2026-05-03")),
        ("radius_m", Value::Null),
        ("radius_m", json!(-1)),
        ("venue", json!([91, 0])),
        ("preset_minutes", json!(0)),
        ("by_list", json!(1)),
    ];
    for (field, value) in cases {
        let mut document = described();
        document[field] = value;
        let run = station.feed(&["project", "create", "-"], document.to_string().as_bytes());
        run.refused(2, field);
    }
    let mut single = described();
    single["timing"] = json!("single");
    let run = station.feed(&["project", "create", "-"], single.to_string().as_bytes());
    run.refused(2, "preset_minutes");
    for no_document in [&b""[..], b"[]", b"{\"name\":", b"\xff\xfe", b"{} {}"] {
        station
            .feed(&["project", "create", "-"], no_document)
            .refused(2, "FILE");
    }
}

#[test]
fn a_project_is_shown_changed_and_deleted() {
    let station = Station::new();
    let mut document = described();
    for (field, value) in [
        ("short_name", json!("巡护二期")),
        ("wanted", json!(12)),
        ("positions", json!([{"name": "引导", "wanted": 4}])),
        ("administrators", json!(["11010519491231002x"])),
        ("category", json!("环保绿化")),
    ] {
        document[field] = value;
    }
    for day in ["from", "to"] {
        document[day] = json!("2126-05-04");
    }
    let run = station.feed(&["project", "create", "-"], document.to_string().as_bytes());
    let id = word(&run.document(), "id");
    let shown = station.run(&["project", "show", &id]).document();
    assert_eq!(shown["wanted"], json!(12));
    assert_eq!(shown["administrators"], json!(["**************002X"]));
    assert_eq!(
        (&shown["stage"], &shown["review"]),
        (&json!("recruiting"), &json!("approved"))
    );
    let change = |fields: Value| {
        station.feed(
            &["project", "change", &id, "-"],
            fields.to_string().as_bytes(),
        )
    };
    assert_eq!(
        word(
            &change(json!({"wanted": 20, "end": "03:00"})).document(),
            "id"
        ),
        id
    );
    let after = station.run(&["project", "show", &id]).document();
    assert_eq!(
        (&after["wanted"], &after["end"]),
        (&json!(20), &json!("03:00"))
    );
    assert_eq!(after["positions"], shown["positions"]);
    for (field, value) in [
        ("timing", json!("single")),
        ("short_name", json!("不可以！")),
        ("wanted", json!(0)),
        ("administrators", json!(["1101"])),
        ("positions", json!([{"name": "引导"}, {"name": "引导"}])),
        ("region", json!("32")),
        ("profile_changes", json!({"grace": 1})),
    ] {
        let mut fields = json!({"preset_minutes": 60});
        fields[field] = value;
        change(fields).refused(2, field);
    }
    assert_eq!(station.run(&["project", "delete", &id]).status, 0);
    assert_eq!(station.run(&["project", "show", &id]).status, 2);
    let on = station.run(&["project", "list"]).documents();
    let punched = on.iter().map(|project| word(project, "id"));
    let kept = punched.filter(|id| station.run(&["project", "delete", id]).status == 1);
    assert!(kept.count() > 0, "history has punches");
}

#[test]
fn members_are_found_by_what_is_known_of_them() {
    let station = Station::new();
    let all = station.run(&["member", "list"]).documents();
    assert_eq!(all.len(), MEMBERS);
    let first = &all[0];
    assert_eq!(first["card"], json!("valid"));
    for known in ["number", "name", "pinyin"] {
        let search = word(first, known);
        let found = station
            .run(&["member", "list", "--search", &search])
            .documents();
        assert!(found.contains(first), "{search}");
    }
    let nobody = station.run(&["member", "list", "--search", "zzzzzz"]);
    assert_eq!((nobody.status, nobody.out.as_str()), (0, ""));
    let endless = "x ".repeat(5000);
    station
        .run(&["member", "list", "--search", &endless])
        .refused(2, "--search");
}

#[test]
fn people_come_in_from_a_file_and_lines_that_do_not_hold_are_told() {
    let station = Station::new();
    let taken = station.numbers().remove(0);
    let text = format!(
        "编号,姓名,性别,手机号,注册日期,备注\r\n\
         A-1,王小明,男,13800000001,2024-03-05,x\r\n\
         ,李雷,女,,,\r\n\
         {taken},韩梅梅,女,,,\r\n\
         ,,男,,,\r\n\
         ,赵四,公,,,\r\n\
         ,钱五,男,12,,\r\n\
         ,孙六,男,,三月五日,\r\n"
    );
    let file = station.file("people.csv", [b"\xef\xbb\xbf", text.as_bytes()].concat());
    let run = station.run(&["member", "import", file.to_str().expect("a path")]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.err.contains("备注") && run.err.lines().count() == 1,
        "{run:?}"
    );
    let report = run.document();
    assert_eq!(report["imported"], json!(2));
    let refused: Vec<(u64, String)> = report["refused"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|line| {
            (
                line["line"].as_u64().expect("a number"),
                word(line, "field"),
            )
        })
        .collect();
    let expected = [
        (4, "number"),
        (5, "name"),
        (6, "sex"),
        (7, "phone"),
        (8, "registered_on"),
    ];
    assert_eq!(
        refused,
        expected.map(|(line, field)| (line, field.to_owned()))
    );
    let found = station
        .run(&["member", "list", "--search", "王小明"])
        .document();
    assert_eq!(
        (&found["number"], &found["card"]),
        (&json!("A-1"), &json!("valid"))
    );
    assert_eq!(
        station
            .run(&["card", "verify", &station.card("A-1")])
            .status,
        0
    );
}

/// A workbook with one sheet of these rows, numbers as numbers.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut sheet = String::from(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for (at, row) in rows.iter().enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", at + 1));
        for (column, cell) in row.iter().enumerate() {
            let place = format!("{}{}", char::from(b'A' + column as u8), at + 1);
            sheet.push_str(&match cell.parse::<f64>() {
                Ok(_) => format!("<c r=\"{place}\"><v>{cell}</v></c>"),
                Err(_) => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
            });
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let parts = [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    let mut book = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        book.start_file(name, plain).expect("in memory");
        book.write_all(text.as_bytes()).expect("in memory");
    }
    book.finish().expect("in memory").into_inner()
}

#[test]
fn a_workbook_is_read_as_the_same_list_in_a_file_of_text_is() {
    let station = Station::new();
    let book = workbook(&[
        &["姓名", "手机", "注册日期"],
        &["周工作", "13800000009", "20240305"],
        &["吴表格", "13800000008", "someday"],
    ]);
    let file = station.file("people.xlsx", book);
    let run = station.run(&["member", "import", file.to_str().expect("a path")]);
    let report = run.document();
    assert_eq!(report["imported"], json!(1), "{run:?}");
    assert_eq!(report["refused"][0]["line"], json!(3));
    let by_phone = station
        .run(&["member", "list", "--search", "周工作 0009"])
        .documents();
    assert_eq!(by_phone.len(), 1);
}

#[test]
fn what_is_no_list_of_people_is_refused_and_nobody_comes_in() {
    let station = Station::new();
    let mut cut_off = workbook(&[&["姓名"], &["甲"]]);
    cut_off.truncate(cut_off.len() / 2);
    let cases = [
        ("no-name.csv", b"number,phone\n1,2\n".to_vec()),
        ("empty.csv", Vec::new()),
        ("noise.csv", b"\xff\xff\xff\xff".to_vec()),
        ("cut-off.xlsx", cut_off),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec()),
    ];
    for (name, bytes) in cases {
        let file = station.file(name, bytes);
        let run = station.run(&["member", "import", file.to_str().expect("a path")]);
        run.refused(2, "FILE");
    }
    assert_eq!(station.numbers().len(), MEMBERS);
}
