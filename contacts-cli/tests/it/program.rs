//! Runs the program as a user does, with nothing of the user's own settings.

use std::env;
use std::fs;
use std::io::Write as _;
#[cfg(unix)]
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use contacts_emulator::Emulator;
use serde_json::Value;
use tempfile::TempDir;

/// A company's phone book in the CRM, as Danish Excel exports it.
pub(crate) const CUSTOMERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/customers.csv");

/// A folder to work in, and the service to talk to.
pub(crate) struct Desk {
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
}

/// How the program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    /// No service and no token.
    pub(crate) fn bare() -> Self {
        Desk {
            folder: TempDir::new().unwrap(),
            environment: Vec::new(),
        }
    }

    /// The environment says where the emulator is and what token it wants.
    pub(crate) fn at(emulator: &Emulator) -> Self {
        Desk::bare()
            .with("CONTACTS_URL", emulator.url())
            .with("CONTACTS_TOKEN", emulator.token())
    }

    pub(crate) fn with(mut self, variable: &'static str, value: &str) -> Self {
        self.environment.push((variable, value.to_owned()));
        self
    }

    /// Writes a file into the folder.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program with these arguments, separated by spaces.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
        command
            .args(arguments.split_whitespace())
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            // Where `.ci/coverage` has it write what was reached.
            .envs(env::var_os("LLVM_PROFILE_FILE").map(|it| ("LLVM_PROFILE_FILE", it)))
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &str) -> Ended {
        Ended::from(self.command(arguments).output().unwrap())
    }

    /// Runs a script of `sh`, in which `$0` is the program.
    #[cfg(unix)]
    pub(crate) fn run_in_shell(&self, script: &str) -> Ended {
        let program = self.command("");
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", script])
            .arg(program.get_program())
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null());
        for (name, value) in program.get_envs() {
            shell.env(name, value.unwrap_or_default());
        }
        Ended::from(shell.output().unwrap())
    }

    /// Runs it where no file may be longer than so many blocks of 512 bytes, as on a disk that is full.
    #[cfg(unix)]
    pub(crate) fn run_in_little_room(&self, blocks: u32, arguments: &str) -> Ended {
        // What `.ci/coverage` wants to know has no room either.
        self.run_in_shell(&format!(
            "export LLVM_PROFILE_FILE=/dev/null; trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {arguments}"
        ))
    }

    /// Makes a program that the scripts of [`run_script`](Self::run_script) find by its name.
    #[cfg(unix)]
    pub(crate) fn program(&self, name: &str, script: &str) {
        let path = self.file(&format!("bin/{name}"), format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs a script of `sh` as it stands on a page: it calls the program by its name.
    #[cfg(unix)]
    pub(crate) fn run_script(&self, script: &str) -> Ended {
        let contacts = self.path("bin/contacts");
        if !contacts.exists() {
            fs::create_dir_all(self.path("bin")).unwrap();
            symlink(env!("CARGO_BIN_EXE_contacts"), contacts).unwrap();
        }
        let path = "PATH=\"$PWD/bin:/usr/local/bin:/usr/bin:/bin\"; export PATH\n";
        self.run_in_shell(&format!("{path}{script}"))
    }

    /// Runs it with arguments that may have spaces in them.
    pub(crate) fn run_with(&self, arguments: &str, more: &[&str]) -> Ended {
        Ended::from(self.command(arguments).args(more).output().unwrap())
    }

    /// Runs it with this on stdin.
    pub(crate) fn run_fed(&self, arguments: &str, stdin: &str) -> Ended {
        let mut child = self.start(arguments, Stdio::piped());
        child
            .stdin
            .take()
            .unwrap()
            .write_all(stdin.as_bytes())
            .unwrap();
        Ended::from(child.wait_with_output().unwrap())
    }

    pub(crate) fn start(&self, arguments: &str, stdin: Stdio) -> Child {
        self.command(arguments)
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Writes a file and syncs it, as JSON.
    pub(crate) fn sync(&self, content: impl AsRef<[u8]>, arguments: &str) -> Ended {
        self.file("rows", content);
        self.run(&format!("sync rows -o json {arguments}"))
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let ended = Ended {
            exit: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
        ended
    }
}

impl Ended {
    /// It went well, or as `exit` says.
    #[track_caller]
    pub(crate) fn exits(self, exit: i32) -> Self {
        assert_eq!(self.exit, exit, "{self:#?}");
        self
    }

    /// What it printed is one JSON value.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// It failed with one line on stderr, which has all of these in it, and printed nothing.
    #[track_caller]
    pub(crate) fn says(&self, parts: &[&str]) {
        let line = self.stderr.trim_end();
        assert_eq!(line.lines().count(), 1, "{self:#?}");
        assert!(line.starts_with("error: "), "{self:#?}");
        for part in parts {
            assert!(line.contains(part), "{part:?} is not in {self:#?}");
        }
        assert_eq!(self.stdout, "", "{self:#?}");
    }

    /// The counts of a sync that are not zero, as `created 3, duplicate 1`, in the report's order;
    /// they add up.
    #[track_caller]
    pub(crate) fn counts(&self) -> String {
        let report = self.json();
        let count = |name: &str| {
            report[name]
                .as_u64()
                .unwrap_or_else(|| panic!("{name}: {self:#?}"))
        };
        let names = [
            "created",
            "updated",
            "unchanged",
            "deleted",
            "duplicate",
            "invalid",
            "conflict",
            "failed",
        ];
        let sum: u64 = names.iter().map(|name| count(name)).sum();
        // What could not be deleted is told among the rows, and is none.
        let rejects = report["rejects"].as_array().unwrap().iter();
        let undeleted = rejects.filter(|it| it["row"] == 0).count() as u64;
        let whole = count("rows") + count("deleted") + undeleted;
        assert_eq!(sum, whole, "{self:#?}");
        let counts: Vec<_> = names
            .iter()
            .filter(|name| count(name) > 0)
            .map(|name| format!("{name} {}", count(name)))
            .collect();
        counts.join(", ")
    }

    /// The rejected rows of a sync, as `row field value`.
    #[track_caller]
    pub(crate) fn rejects(&self) -> Vec<String> {
        let report = self.json();
        let rejects = report["rejects"].as_array().unwrap();
        rejects
            .iter()
            .map(|reject| {
                assert!(!reject["reason"].as_str().unwrap().is_empty());
                let text = |name: &str| reject[name].as_str().unwrap();
                format!("{} {} {}", reject["row"], text("field"), text("value"))
            })
            .collect()
    }
}

/// An emulator with these contacts, each `name, number`, and ids from 1.
pub(crate) fn emulator(contacts: &[(&str, &str)]) -> Emulator {
    let seeds = contacts
        .iter()
        .map(|(name, number)| contacts_emulator::Seed::new([("name", *name), ("number", *number)]));
    Emulator::builder().seed(seeds).start_blocking().unwrap()
}

/// The emulator's contacts, as `id name number email`.
pub(crate) fn book(emulator: &Emulator) -> Vec<String> {
    emulator
        .contacts()
        .into_iter()
        .map(|it| {
            let text = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            format!(
                "{} {} {} {}",
                it.id,
                text(it.name),
                text(it.number),
                text(it.email)
            )
        })
        .collect()
}

/// How many requests the emulator got that could have changed something.
pub(crate) fn writes(emulator: &Emulator) -> usize {
    let requests = emulator.requests();
    requests.iter().filter(|it| it.method() != "GET").count()
}

pub(crate) fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(str::to_owned).collect()
}
