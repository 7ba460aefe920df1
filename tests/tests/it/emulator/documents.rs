//! The document and the page that shows it.

use contacts_emulator::Emulator;
use serde_json::Value;

async fn load(emulator: &Emulator, path: &str) -> (reqwest::StatusCode, String, String) {
    let root = emulator.url().strip_suffix("/api/v2").unwrap();
    let _ = emulator.client();
    let response = reqwest::get(format!("{root}{path}")).await.unwrap();
    let kind = response.headers()["content-type"].to_str().unwrap();
    let kind = kind.to_owned();
    (response.status(), kind, response.text().await.unwrap())
}

#[tokio::test]
async fn the_document_is_served_as_it_is() {
    let emulator = Emulator::start().await.unwrap();
    let (status, kind, text) = load(&emulator, "/openapi.yaml").await;
    assert_eq!((status.as_u16(), kind.as_str()), (200, "application/yaml"));
    assert_eq!(text, contacts_openapi::YAML);
}

#[tokio::test]
async fn what_the_page_tries_out_does_not_reach_the_real_service() {
    let emulator = Emulator::start().await.unwrap();
    let (_, kind, text) = load(&emulator, "/openapi.json").await;
    assert_eq!(kind, "application/json");
    let mut json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["servers"][0]["url"], "/api/v2");
    let original = contacts_openapi::document().json().clone();
    json["servers"] = original["servers"].clone();
    assert_eq!(json, original, "nothing else differs");
}

#[tokio::test]
async fn the_page_needs_nothing_from_elsewhere() {
    let emulator = Emulator::start().await.unwrap();
    let (status, _, page) = load(&emulator, "/docs").await;
    assert_eq!(status.as_u16(), 200);
    let mut loaded = 0;
    for reference in page.split(['"', '\'']).filter(|it| it.starts_with('/')) {
        let (status, _, content) = load(&emulator, reference).await;
        assert_eq!(status.as_u16(), 200, "{reference}");
        assert!(content.len() > 1000, "{reference}");
        loaded += 1;
    }
    assert_eq!(loaded, 3, "style, script, document");
    assert!(!page.contains("://"), "{page}");
}

#[tokio::test]
async fn the_page_shows_no_token_that_somebody_has_set() {
    let emulator = Emulator::builder()
        .token("secret-token")
        .start()
        .await
        .unwrap();
    let (_, _, page) = load(&emulator, "/docs").await;
    assert!(page.contains("const token = \"\""));
    let emulator = Emulator::start().await.unwrap();
    let (_, _, page) = load(&emulator, "/docs").await;
    assert!(page.contains("const token = \"emulator-token\""));
}
