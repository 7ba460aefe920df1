//! What the program prints, word for word, as it stands in `tests/golden`.
//!
//! A change that is meant is written down by `TRYCMD=overwrite cargo test -p contacts-cli --test it golden`.

use std::time::Duration;

use contacts_emulator::{Emulator, Fault, Seed};
use serde_json::json;
use tempfile::TempDir;
use trycmd::TestCases;

/// The cases of a file, with nothing of the user's own settings.
struct Golden {
    cases: TestCases,
    nobody: TempDir,
}

impl Golden {
    fn bare() -> Self {
        let nobody = TempDir::new().unwrap();
        let home = nobody.path().display().to_string();
        let cases = TestCases::new();
        cases
            .register_bin("contacts", trycmd::cargo::cargo_bin!("contacts"))
            .env("HOME", &home)
            .env("XDG_CONFIG_HOME", &home)
            .timeout(Duration::from_secs(60));
        let golden = Golden { cases, nobody };
        golden.hides("[VERSION]", env!("CARGO_PKG_VERSION"))
    }

    fn at(emulator: &Emulator) -> Self {
        Golden::bare()
            .with("CONTACTS_URL", emulator.url())
            .with("CONTACTS_TOKEN", emulator.token())
            .hides("[URL]", emulator.url())
    }

    fn with(self, variable: &str, value: &str) -> Self {
        self.cases.env(variable, value);
        self
    }

    /// Shows a name where the value would change from run to run.
    fn hides(self, name: &'static str, value: &str) -> Self {
        self.cases.insert_var(name, value.to_owned()).unwrap();
        self
    }

    /// Panics if any of the files says something else than the program.
    fn are(self, files: &[&str]) {
        for file in files {
            self.cases.case(format!("tests/golden/{file}.md"));
        }
        self.cases.run();
        drop(self.nobody);
    }
}

fn three() -> Emulator {
    let contact = |name: &str, number: &str| Seed::new([("name", name), ("number", number)]);
    let odd = Seed::verbatim([
        ("id", json!(3)),
        ("name", json!(null)),
        ("number", json!("hidden")),
        ("since", json!(1999)),
    ]);
    let mail = Seed::new([
        ("name", "=Bo"),
        ("number", "4533002208"),
        ("email", "kundeservice@relatel.dk"),
    ]);
    Emulator::builder()
        .seed([contact("Relatel A/S", "4571999999"), mail, odd])
        .start_blocking()
        .unwrap()
}

#[test]
fn help_is_as_it_is_written_down() {
    Golden::bare().are(&["help", "help-sync", "help-apply", "help-undo", "help-serve"]);
}

#[test]
fn what_is_read_is_shown_as_it_is_written_down() {
    let emulator = three();
    Golden::at(&emulator).are(&["reading"]);
    Golden::at(&emulator)
        .with("COLUMNS", "56")
        .are(&["reading-narrow"]);
}

#[test]
fn what_is_written_is_told_as_it_is_written_down() {
    Golden::bare().are(&["writing"]);
}

#[test]
fn errors_are_as_they_are_written_down() {
    let emulator = three();
    Golden::at(&emulator).are(&["errors", "errors-sync"]);
    Golden::at(&emulator)
        .with("CONTACTS_TOKEN", "wrong")
        .are(&["errors-token"]);
    Golden::bare().are(&["errors-no-token"]);
    Golden::bare()
        .with("CONTACTS_URL", "")
        .with("CONTACTS_TOKEN", "")
        .are(&["errors-nothing"]);
    emulator.set_faults([Fault::status(500)]).unwrap();
    Golden::at(&emulator).are(&["errors-service"]);
}
