//! Text lines as a source of scans: one a line, whatever arrives.

use std::io::{self, BufRead};

/// Longest line in bytes: more than any QR code can hold.
pub const LINE_LIMIT: usize = 8_192;

/// Why a line was not a scan.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The line is longer than [`LINE_LIMIT`] bytes; what follows up to its end is dropped.
    #[error("line longer than {LINE_LIMIT} bytes · 一行超过 {LINE_LIMIT} 字节")]
    TooLong,
    /// The line is not UTF-8: set the reader to it.
    #[error("line is not UTF-8 text · 该行不是 UTF-8 文本")]
    NotUtf8,
    /// The source fails; what arrived of the line so far is kept for the next call.
    #[error("lines cannot be read · 无法读取输入")]
    Unreadable(#[source] io::Error),
}

/// Cuts a stream of bytes into lines that end with a line feed, a carriage return, both, or the stream's end.
///
/// Empty lines are passed over. A line too long is reported as soon as that is known, without waiting for its end, and
/// never takes more memory than the limit.
#[derive(Debug)]
pub struct TextLines<R> {
    input: R,
    line: Vec<u8>,
    dropping: bool,
}

impl<R: BufRead> TextLines<R> {
    /// Lines of `input`.
    pub fn new(input: R) -> Self {
        Self {
            input,
            line: Vec::new(),
            dropping: false,
        }
    }

    /// The next line without its end, otherwise untouched; `None` when the stream has ended.
    ///
    /// # Errors
    /// See [`LineError`]; after each the next call goes on.
    pub fn next_line(&mut self) -> Result<Option<String>, LineError> {
        loop {
            let Some(ended) = self.take()? else {
                let rest = std::mem::take(&mut self.line);
                return if rest.is_empty() {
                    Ok(None)
                } else {
                    text(rest).map(Some)
                };
            };
            if self.line.len() > LINE_LIMIT {
                self.line.clear();
                self.dropping = !ended;
                return Err(LineError::TooLong);
            }
            if ended && !self.line.is_empty() {
                return text(std::mem::take(&mut self.line)).map(Some);
            }
        }
    }

    /// Takes what has arrived, at most to the end of the line; answers whether that was reached, `None` at the end of all.
    fn take(&mut self) -> Result<Option<bool>, LineError> {
        let arrived = loop {
            match self.input.fill_buf() {
                Ok(bytes) => break bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(LineError::Unreadable(error)),
            }
        };
        if arrived.is_empty() {
            self.dropping = false;
            return Ok(None);
        }
        let room = (LINE_LIMIT + 1 - self.line.len()).min(arrived.len());
        let reach = if self.dropping { arrived.len() } else { room };
        let end = arrived[..reach]
            .iter()
            .position(|b| matches!(b, b'\n' | b'\r'));
        let taken = end.unwrap_or(reach);
        if !self.dropping {
            self.line.extend_from_slice(&arrived[..taken]);
        }
        self.input.consume(taken + usize::from(end.is_some()));
        if end.is_some() {
            self.dropping = false;
        }
        Ok(Some(end.is_some()))
    }
}

fn text(line: Vec<u8>) -> Result<String, LineError> {
    String::from_utf8(line).map_err(|_| LineError::NotUtf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &[u8], chunk: usize) -> Vec<Result<String, &'static str>> {
        let mut lines = TextLines::new(io::BufReader::with_capacity(chunk, input));
        let mut found = Vec::new();
        loop {
            found.push(match lines.next_line() {
                Ok(None) => return found,
                Ok(Some(line)) => Ok(line),
                Err(LineError::TooLong) => Err("long"),
                Err(LineError::NotUtf8) => Err("utf-8"),
                Err(LineError::Unreadable(_)) => Err("read"),
            });
        }
    }

    #[test]
    fn lines_end_in_every_usual_way_and_keep_their_blanks() {
        for chunk in [1, 2, 3, 100] {
            let found = all("a \r\n b\r\rc\n\n义站".as_bytes(), chunk);
            let expected = ["a ", " b", "c", "义站"].map(|line| Ok(line.to_owned()));
            assert_eq!(found, expected, "{chunk}");
        }
    }

    #[test]
    fn a_line_that_is_no_text_does_not_harm_the_next() {
        assert_eq!(
            all(b"\xff\xfe\nnext\n", 4),
            [Err("utf-8"), Ok("next".to_owned())]
        );
    }

    #[test]
    fn a_line_at_the_limit_is_whole_and_one_beyond_is_refused_once() {
        let fits = "x".repeat(LINE_LIMIT);
        let input = format!("{fits}\n{fits}{fits}{fits}y\nnext");
        for chunk in [7, 4_096, 1 << 20] {
            let found = all(input.as_bytes(), chunk);
            assert_eq!(
                found,
                [Ok(fits.clone()), Err("long"), Ok("next".to_owned())],
                "{chunk}"
            );
        }
    }

    #[test]
    fn a_line_without_end_is_refused_without_waiting_for_it() {
        let mut lines = TextLines::new(io::BufReader::new(io::repeat(b'x')));
        assert!(matches!(lines.next_line(), Err(LineError::TooLong)));
        assert!(lines.line.capacity() <= 4 * LINE_LIMIT);
    }

    #[test]
    fn what_arrived_before_a_failure_is_not_lost() {
        struct Halting(Vec<io::Result<&'static [u8]>>);
        impl io::Read for Halting {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                match self.0.pop() {
                    None => Ok(0),
                    Some(answer) => answer.map(|bytes| {
                        buffer[..bytes.len()].copy_from_slice(bytes);
                        bytes.len()
                    }),
                }
            }
        }
        let halt = || Err(io::Error::from(io::ErrorKind::TimedOut));
        let input = Halting(vec![Ok(b"rd\n"), halt(), Ok(b"ca")]);
        let mut lines = TextLines::new(io::BufReader::new(input));
        assert!(matches!(lines.next_line(), Err(LineError::Unreadable(_))));
        assert_eq!(lines.next_line().unwrap().as_deref(), Some("card"));
        assert_eq!(lines.next_line().unwrap(), None);
    }
}
