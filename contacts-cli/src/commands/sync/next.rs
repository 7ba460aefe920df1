//! The command line that comes after `sync --out`, to be copied.

use std::fmt::Write as _;
use std::path::Path;

use crate::args::Global;
use crate::commands::keeping::Keep;

/// Returns the command that applies a plan to the book that it was made for, with the same state.
pub(super) fn command(plan: &str, said: &Global, keep: &Keep) -> String {
    let mut command = format!("contacts apply {}", quoted(plan));
    let mut add = |flag: &str, value: Option<&str>| {
        if let Some(value) = value {
            let _ = write!(command, " {flag} {}", quoted(value));
        }
    };
    let shown = |path: &Path| path.display().to_string();
    add("--state", keep.state.as_deref().map(shown).as_deref());
    add("--log", keep.log.as_deref().map(shown).as_deref());
    add("--url", said.url.as_deref());
    add(
        "--token-file",
        said.token_file.as_deref().map(shown).as_deref(),
    );
    command
}

/// Returns a word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "-_./:@%+=,".contains(it);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_word_is_quoted_where_a_shell_would_take_it_apart() {
        assert_eq!(quoted("/tmp/år/plan-1.json"), "/tmp/år/plan-1.json");
        assert_eq!(quoted("my plan.json"), "'my plan.json'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
