//! What progenitor makes of a document without this project: how much is gained is seen beside it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;

use crate::Places;
use crate::probe;
use crate::shell::Outcome;

/// What progenitor's documentation says that its clients need.
const MANIFEST: &str = r#"[package]
name = "contacts-plain"
version = "0.0.0"
edition = "2021"

[dependencies]
base64 = "0.23"
bytes = "1"
chrono = { version = "0.4", default-features = false, features = ["serde"] }
futures-core = "0.3"
progenitor-client = "0.15"
regress = "0.12"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
uuid = { version = "1", features = ["serde"] }

[workspace]
"#;

/// Generates a client as progenitor does by itself, and compiles it.
pub(crate) fn compiles(places: &Places, document: &Value) -> Outcome {
    let generated = catch_unwind(AssertUnwindSafe(|| generated(document)));
    let client = generated.unwrap_or_else(|_| Err("it panics".to_owned()))?;
    let folder = places.work.join("plain");
    probe::write(&folder.join("Cargo.toml"), MANIFEST)?;
    probe::write(&folder.join("src/lib.rs"), &client)?;
    probe::lock(places, &folder)?;
    probe::check(places, &folder, &[])
}

fn generated(document: &Value) -> Result<String, String> {
    let document = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    let client = Generator::new(&settings).generate_tokens(&document);
    Ok(client.map_err(|error| error.to_string())?.to_string())
}
