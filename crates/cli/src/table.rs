//! Tables for people: columns as wide as what stands in them, a Chinese character being two wide.

use unicode_width::UnicodeWidthStr;

/// Rows in columns of equal width, a line each; the first row is the heading.
pub(crate) fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] =
        std::array::from_fn(|at| rows.iter().map(|row| row[at].width()).max().unwrap_or(0));
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let gap = width - cell.width() + 2;
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', gap));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_one_another_whatever_the_script() {
        let rows = [["编号", "姓名"], ["1", "张三丰"], ["1234", "Li"]];
        let text = aligned(&rows.map(|row| row.map(str::to_owned)));
        assert_eq!(text, "编号  姓名\n1     张三丰\n1234  Li\n");
    }
}
