//! A station on disk and the program run over it, as a person or a script does.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// What opens every home here.
pub const PASSPHRASE: &str = "maple harbour violet kettle";

/// How many volunteers a home here has.
pub const MEMBERS: usize = 12;

/// The program, in an environment that holds nothing but a passphrase.
pub fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_yizhan"));
    program
        .env("YIZHAN_PASSPHRASE", PASSPHRASE)
        .env_remove("RUST_BACKTRACE")
        .stdin(Stdio::null());
    program
}

/// What a run of the program came to.
#[derive(Debug)]
pub struct Run {
    /// The exit status.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// What an ended program left.
    pub fn of(output: Output) -> Run {
        Run {
            status: output.status.code().expect("it was not killed"),
            out: String::from_utf8(output.stdout).expect("output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }

    /// The documents it printed, one a line.
    pub fn documents(&self) -> Vec<Value> {
        let lines = self.out.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
            .collect()
    }

    /// The one document it printed.
    pub fn document(&self) -> Value {
        let documents = self.documents();
        assert_eq!(documents.len(), 1, "{self:?}");
        documents.into_iter().next().unwrap_or_default()
    }

    /// Asserts the status, and that a refusal took exactly one line that has this in it.
    pub fn refused(&self, status: i32, with: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        assert!(self.err.contains(with), "{with}: {self:?}");
    }
}

/// A home with a demo in it, this test's own.
pub struct Station {
    folder: TempDir,
}

impl Station {
    /// A copy of the demo that is made once for each file of tests.
    pub fn new() -> Station {
        static DEMO: OnceLock<TempDir> = OnceLock::new();
        let demo = DEMO.get_or_init(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let members = MEMBERS.to_string();
            let made = program()
                .args([
                    "demo",
                    "--projects",
                    "4",
                    "--punches",
                    "20",
                    "--members",
                    &members,
                ])
                .args([OsStr::new("--home"), folder.path().join("home").as_os_str()])
                .output();
            let made = Run::of(made.expect("it starts"));
            assert_eq!(made.status, 0, "{made:?}");
            folder
        });
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path().join("home");
        fs::create_dir(&home).expect("a folder");
        for entry in fs::read_dir(demo.path().join("home")).expect("the demo") {
            let entry = entry.expect("the demo");
            fs::copy(entry.path(), home.join(entry.file_name())).expect("a copy");
        }
        Station { folder }
    }

    /// The home.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A file beside the home.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("a file");
        path
    }

    /// A path beside the home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program over this home, for programs to read.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = program();
        command
            .current_dir(self.folder.path())
            .args(["--json", "--home"])
            .arg(self.home())
            .args(arguments);
        command
    }

    /// Runs it to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Run {
        Run::of(self.command(arguments).output().expect("it starts"))
    }

    /// Runs it to its end with this on standard input.
    pub fn feed<S: AsRef<OsStr>>(&self, arguments: &[S], bytes: &[u8]) -> Run {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        // A program that refuses its input at once does not read it.
        let _ = child.stdin.take().expect("a pipe").write_all(bytes);
        Run::of(child.wait_with_output().expect("it ends"))
    }

    /// The id of the project at this place of the list; the first is open.
    pub fn project(&self, at: usize) -> String {
        word(&self.run(&["project", "list"]).documents()[at], "id")
    }

    /// Everybody's volunteer number.
    pub fn numbers(&self) -> Vec<String> {
        let members = self.run(&["member", "list"]).documents();
        assert_eq!(members.len(), MEMBERS);
        members
            .iter()
            .map(|member| word(member, "number"))
            .collect()
    }

    /// The text of someone's card.
    pub fn card(&self, number: &str) -> String {
        let run = self.run(&["card", "text", "--member", number]);
        assert_eq!(run.status, 0, "{run:?}");
        run.out.trim_end_matches('\n').to_owned()
    }
}

/// A text in a document.
pub fn word(document: &Value, key: &str) -> String {
    let text = document[key].as_str();
    text.unwrap_or_else(|| panic!("no {key} in {document}"))
        .to_owned()
}

/// Every file in a folder with its bytes.
pub fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("a file"))
        })
        .collect();
    files.sort();
    files
}
