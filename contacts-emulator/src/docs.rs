//! The documents of the API and of the control, with pages to read them and try them out, without the
//! internet.

use std::io::{Cursor, Read};
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bytes::Bytes;
use contacts_openapi::Document;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use serde_json::{Value, json};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;

use crate::api::base_path;
use crate::builder::DEFAULT_TOKEN;
use crate::service::Service;

const YAML: &str = "application/yaml";
const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";

/// The page loads nothing from other servers and sends nothing to them.
const POLICY: &str = "default-src 'self'; script-src 'self' 'unsafe-inline'; \
                      style-src 'self' 'unsafe-inline'; img-src 'self' data:";

pub(crate) fn router(document: &'static Document, is_controlled: bool) -> Router<Arc<Service>> {
    let here = Bytes::from(described(document).to_string());
    let page = move |shown: Shown| {
        get(async move |State(service): State<Arc<Service>>| page(&service, &shown))
    };
    let api = Shown {
        title: format!("{} (emulator)", document.title()),
        url: "/openapi.json",
        other: is_controlled.then_some(r#"<a href="docs/control">Control of the emulator</a>"#),
    };
    let mut router = Router::new();
    if is_controlled {
        let control = Shown {
            title: "Control of the emulator".to_owned(),
            url: "/emulator/openapi.yaml",
            other: Some(r#"<a href="../docs">The API</a>"#),
        };
        router = router.route("/docs/control", page(control));
    }
    router
        .route("/", get(async || Redirect::temporary("/docs")))
        .route(
            "/openapi.yaml",
            get(async move || ([(CONTENT_TYPE, YAML)], document.text())),
        )
        .route(
            "/openapi.json",
            get(async move || ([(CONTENT_TYPE, JSON)], here)),
        )
        .route("/docs", page(api))
        .route(
            "/docs/swagger-ui.css",
            get(async || file("text/css", "swagger-ui.css")),
        )
        .route(
            "/docs/swagger-ui-bundle.js",
            get(async || file("text/javascript", "swagger-ui-bundle.js")),
        )
}

/// Returns the document with this server in place of the real one: an operation that is tried out on the page
/// must not reach the real phone book.
fn described(document: &Document) -> Value {
    let mut json = document.json().clone();
    json["servers"] = json!([{ "url": base_path(document), "description": "This emulator." }]);
    json
}

/// A document with its page.
#[derive(Clone)]
struct Shown {
    title: String,
    url: &'static str,
    /// A link to the page of the other document.
    other: Option<&'static str>,
}

fn page(service: &Service, shown: &Shown) -> impl IntoResponse + use<> {
    // A token that was set may open more than an emulator, so it is not shown.
    let token = service.company(DEFAULT_TOKEN).map_or("", |_| DEFAULT_TOKEN);
    let headers = [
        (CONTENT_TYPE, HTML),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
    ];
    let title = shown.title.replace('&', "&amp;").replace('<', "&lt;");
    let page = PAGE
        .replace("TOKEN", token)
        .replace("OTHER", shown.other.unwrap_or_default())
        .replace("DOCUMENT", shown.url)
        .replace("TITLE", &title);
    (headers, page)
}

const PAGE: &str = r##"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TITLE</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<nav style="font: 16px sans-serif; padding: 8px 20px">OTHER</nav>
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>
const token = "TOKEN";
const ui = SwaggerUIBundle({
  url: "DOCUMENT",
  dom_id: "#ui",
  deepLinking: true,
  validatorUrl: null,
  onComplete: () => {
    if (!token) return;
    const schemes = ui.specSelectors.specJson().toJS().components?.securitySchemes ?? {};
    for (const [name, scheme] of Object.entries(schemes)) {
      if (scheme.type === "http" && scheme.scheme.toLowerCase() === "basic") {
        ui.preauthorizeBasic(name, token, "");
      } else {
        ui.preauthorizeApiKey(name, token);
      }
    }
  },
});
</script>
</body>
</html>
"##;

fn file(kind: &'static str, name: &str) -> Response {
    match unpacked(name) {
        Some(content) => ([(CONTENT_TYPE, kind)], content).into_response(),
        None => http::StatusCode::NOT_FOUND.into_response(),
    }
}

/// Returns a file of the user interface, unpacked when it is first asked for.
fn unpacked(name: &str) -> Option<Bytes> {
    type Files = Vec<(&'static str, Bytes)>;
    static FILES: LazyLock<Files> = LazyLock::new(|| {
        let read = |name: &'static str| Some((name, read(name)?));
        ["swagger-ui.css", "swagger-ui-bundle.js"]
            .into_iter()
            .filter_map(read)
            .collect()
    });
    let (_, content) = FILES.iter().find(|(known, _)| *known == name)?;
    Some(content.clone())
}

fn read(name: &str) -> Option<Bytes> {
    let mut archive = zip::ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED)).ok()?;
    let wanted = format!("/dist/{name}");
    let path = archive
        .file_names()
        .find(|it| it.ends_with(&wanted) && it.matches('/').count() == 2)?
        .to_owned();
    let mut content = Vec::new();
    archive
        .by_name(&path)
        .ok()?
        .read_to_end(&mut content)
        .ok()?;
    Some(content.into())
}
