//! Running programs, and telling how it went.

use std::path::Path;
use std::process::{Command, Output};

/// What was found, or what is wrong.
pub(crate) type Outcome = Result<String, String>;

/// Prints a line for an outcome; tells whether it is a failure.
pub(crate) fn tell(name: &str, outcome: &Outcome) -> bool {
    match outcome {
        Ok(note) if note.is_empty() => println!("ok      {name}"),
        Ok(note) => println!("ok      {name}: {note}"),
        Err(message) => println!("FAILED  {name}\n{}", indented(message)),
    }
    outcome.is_err()
}

fn indented(text: &str) -> String {
    let lines = text.lines().take(60).map(|it| format!("        {it}\n"));
    lines.collect()
}

/// Runs a program and returns what it wrote to stdout.
///
/// # Errors
///
/// What it wrote to stderr, under the command, if it does not end well.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let output = output(command)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8_lossy(&output.stdout);
    Err(format!("{}\n{}{stdout}", shown(command), essence(&stderr)))
}

pub(crate) fn output(command: &mut Command) -> Result<Output, String> {
    let output = command.output();
    output.map_err(|error| format!("{}: {error}", shown(command)))
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name();
    let words = program.into_iter().chain(command.get_args());
    let words: Vec<_> = words.map(|it| it.to_string_lossy()).collect();
    format!("$ {}", words.join(" "))
}

/// Errors without the warnings around them.
fn essence(stderr: &str) -> String {
    let errors: Vec<&str> = stderr
        .lines()
        .skip_while(|it| !it.contains("error"))
        .filter(|it| !it.contains("warning: contacts-api@"))
        .collect();
    if errors.is_empty() {
        stderr.to_owned()
    } else {
        errors.join("\n")
    }
}
