//! Lines of standard input as a reader at a desk types them: ended by `\n` or `\r\n`, otherwise taken to the letter.

use std::io::{BufRead, ErrorKind, Result};

/// The longest line that can mean anything, in bytes.
pub(crate) const LONGEST: usize = 4096;

/// How much of a longer line is kept, to say which it was.
const KEPT: usize = 64 << 10;

/// The lines of a stream, in memory one at a time. Bytes that are no UTF-8 become U+FFFD, which is on no card.
pub(crate) struct Lines<R>(pub(crate) R);

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<String>;

    fn next(&mut self) -> Option<Result<String>> {
        let mut kept = Vec::new();
        let (mut begun, mut ended) = (false, false);
        while !ended {
            let chunk = match self.0.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Some(Err(error)),
            };
            if chunk.is_empty() {
                break;
            }
            begun = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let line = &chunk[..end.unwrap_or(chunk.len())];
            kept.extend_from_slice(&line[..line.len().min(KEPT - kept.len())]);
            let read = line.len() + usize::from(end.is_some());
            self.0.consume(read);
            ended = end.is_some();
        }
        if ended && kept.last() == Some(&b'\r') {
            kept.pop();
        }
        begun.then(|| Ok(String::from_utf8_lossy(&kept).into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn lines(bytes: &[u8]) -> Vec<String> {
        // A small buffer, so that lines lie across its edges.
        let read = BufReader::with_capacity(3, bytes);
        Lines(read).map(|line| line.unwrap()).collect()
    }

    #[test]
    fn only_the_end_of_a_line_is_cut_off() {
        assert_eq!(
            lines(b"one\r\n two \n\n\nx\r\r\n"),
            ["one", " two ", "", "", "x\r"]
        );
        assert_eq!(lines(b"last without an end"), ["last without an end"]);
        assert_eq!(lines(b"last\r"), ["last\r"]);
        assert!(lines(b"").is_empty());
    }

    #[test]
    fn a_line_without_end_takes_no_more_memory_than_is_kept_of_it() {
        let mut bytes = vec![b'A'; KEPT * 3];
        bytes.extend_from_slice(b"\nnext\n");
        let lines = lines(&bytes);
        assert_eq!((lines[0].len(), lines[1].as_str()), (KEPT, "next"));
    }

    #[test]
    fn bytes_that_are_no_text_do_not_stop_the_next_line() {
        assert_eq!(lines(b"\xff\xfe12\nVC1:\n"), ["\u{fffd}\u{fffd}12", "VC1:"]);
    }
}
