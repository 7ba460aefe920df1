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
    for path in ["/docs", "/docs/control"] {
        let (status, _, page) = load(&emulator, path).await;
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
}

#[tokio::test]
async fn whoever_opens_the_emulator_in_a_browser_comes_to_the_pages() {
    let emulator = Emulator::start().await.unwrap();
    let (status, kind, page) = load(&emulator, "/").await;
    assert_eq!((status.as_u16(), &*kind), (200, "text/html; charset=utf-8"));
    let docs = emulator.docs_url().unwrap();
    assert!(docs.ends_with("/docs"), "{docs}");
    assert_eq!(page, load(&emulator, "/docs").await.2);
    let (_, _, control) = load(&emulator, "/emulator").await;
    assert_eq!(control, load(&emulator, "/docs/control").await.2);
    assert!(page.contains("<title>Contact API (emulator)</title>"));
    assert!(control.contains("<title>Control of the emulator</title>"));
    // From each page to the other.
    let links = [(&page, "docs/control"), (&control, "../docs")];
    for (page, link) in links {
        assert!(page.contains(&format!("href=\"{link}\"")), "{link}");
    }
}

#[tokio::test]
async fn without_the_control_its_page_is_not_there_either() {
    let builder = Emulator::builder().no_control();
    let emulator = builder.start().await.unwrap();
    let (status, _, _) = load(&emulator, "/docs/control").await;
    assert_eq!(status.as_u16(), 404);
    let (_, _, page) = load(&emulator, "/docs").await;
    assert!(!page.contains("control"), "{page}");
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
