//! Standard output, flushed line by line, and single lines on standard error.

use std::io::{self, Write};

use serde::Serialize;

use crate::error::{Error, Result};

/// One JSON document on a line of its own.
pub(crate) fn document(document: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string(document).map_err(|error| Error::Output(error.into()))?;
    raw(&text)
}

/// One line as it is.
pub(crate) fn raw(line: &str) -> Result<()> {
    write(&mut io::stdout().lock(), line).map_err(Error::Output)
}

/// Lines for people: whatever a name holds, it cannot steer a terminal.
pub(crate) fn lines(text: &str) -> Result<()> {
    let text = text.trim_end_matches('\n');
    if text.is_empty() {
        return Ok(());
    }
    raw(&text
        .split('\n')
        .map(plain)
        .collect::<Vec<String>>()
        .join("\n"))
}

/// Exactly one line on standard error.
pub(crate) fn say(line: &str) {
    // There is nobody to tell when standard error is closed.
    let _ = write(&mut io::stderr().lock(), &plain(line));
}

fn write(out: &mut impl Write, line: &str) -> io::Result<()> {
    out.write_all(format!("{line}\n").as_bytes())?;
    out.flush()
}

fn plain(line: &str) -> String {
    line.chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_takes_more_than_a_line_or_steers_a_terminal() {
        assert_eq!(plain("a\nb\u{1b}[31mc\r"), "a b [31mc ");
    }
}
