//! All that is refused, with the status and the name of what was wrong.

use contacts_emulator::Emulator;
use serde_json::json;

use super::super::{NUMBER, Raw, relatel};

#[tokio::test]
async fn without_a_known_token_nothing_is_answered() {
    let emulator = Emulator::builder().seed([relatel()]).start().await.unwrap();
    let token = emulator.token().to_owned();
    let encoded = |text: &str| {
        use base64::Engine;
        base64::prelude::BASE64_STANDARD.encode(text)
    };
    let refused = [
        None,
        Some("Bearer wrong".to_owned()),
        Some("Bearer ".to_owned()),
        Some(token.clone()),
        Some(format!("Token {token}")),
        Some(format!("Basic {}", encoded("wrong:wrong"))),
        Some("Basic %%%".to_owned()),
    ];
    for authorization in refused {
        for (method, path) in [
            ("GET", "/contacts"),
            ("POST", "/contacts"),
            ("GET", "/contacts/1"),
            ("PUT", "/contacts/1"),
            ("DELETE", "/contacts/1"),
            ("GET", "/contacts/by_number/4571999999"),
        ] {
            let mut request = Raw::new(&emulator, method, path);
            if let Some(value) = &authorization {
                request = request.header("authorization", value);
            }
            let answer = request.send().await;
            answer.refused(401, "unauthorized", "unauthorized");
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
        }
    }
    assert_eq!(emulator.contacts().len(), 1);

    let accepted = [
        format!("Bearer {token}"),
        format!("bearer {token}"),
        format!("Basic {}", encoded(&format!("{token}:"))),
        format!("Basic {}", encoded(&format!("user:{token}"))),
    ];
    for value in accepted {
        let request = Raw::new(&emulator, "GET", "/contacts").header("authorization", &value);
        assert_eq!(request.send().await.status, 200, "{value}");
    }
    let by_query = Raw::new(&emulator, "GET", &format!("/contacts?access_token={token}"));
    assert_eq!(by_query.send().await.status, 200);
}

#[tokio::test]
async fn a_parameter_that_cannot_be_is_400_and_named() {
    let emulator = Emulator::start().await.unwrap();
    let pattern = "number: must match the pattern ^[1-9][0-9]{2,14}$";
    for (path, message) in [
        (
            "/contacts?limit=0",
            "limit: 0 is less than the minimum of 1",
        ),
        (
            "/contacts?limit=101",
            "limit: 101 is more than the maximum of 100",
        ),
        ("/contacts?limit=ten", "limit: must be a whole number"),
        ("/contacts?limit=1.5", "limit: must be a whole number"),
        ("/contacts?limit=", "limit: must be a whole number"),
        (
            "/contacts?limit=99999999999",
            "limit: 99999999999 is more than fits",
        ),
        (
            "/contacts?limit=99999999999999999999999999999999999999999",
            "limit: is more than fits",
        ),
        ("/contacts?limit=1&limit=2", "limit: is given 2 times"),
        (
            "/contacts?id_gt_or_eq=-1",
            "id_gt_or_eq: -1 is less than the minimum of 0",
        ),
        ("/contacts?number=%2B4571999999", pattern),
        ("/contacts?number=4571999999%0A", pattern),
        (
            "/contacts?number=0&limit=x",
            "number: has 1 characters, fewer than the minimum of 3, must match the pattern \
             ^[1-9][0-9]{2,14}$; limit: must be a whole number",
        ),
        ("/contacts/one", "id: must be a whole number"),
        ("/contacts/-1", "id: -1 is less than the minimum of 0"),
        (
            "/contacts/9223372036854775808",
            "id: 9223372036854775808 is more than fits",
        ),
        ("/contacts/%FF", "the path is not UTF-8"),
        ("/contacts/by_number/hidden", pattern),
        (
            "/contacts/by_number/1234567890123456",
            "number: has 16 characters, more than the maximum of 15, must match the pattern \
             ^[1-9][0-9]{2,14}$",
        ),
    ] {
        let answer = Raw::authorized(&emulator, "GET", path).send().await;
        println!("{path}");
        answer.refused(400, "bad request", message);
    }
}

#[tokio::test]
async fn content_that_is_not_json_is_400_and_another_type_is_415() {
    let emulator = Emulator::start().await.unwrap();
    let post = || Raw::authorized(&emulator, "POST", "/contacts");
    for (content, message) in [
        ("", "the content is not JSON: line 1, column 0"),
        ("{", "the content is not JSON: line 1, column 1"),
        (
            "{\"contact\":\n}",
            "the content is not JSON: line 2, column 1",
        ),
        ("{} {}", "the content is not JSON: line 1, column 4"),
        (
            "{\"a\":\"\\ud800\"}",
            "the content is not JSON: line 1, column 13",
        ),
    ] {
        let answer = post().content("application/json", content).send().await;
        println!("{content}");
        answer.refused(400, "bad request", message);
    }
    let answer = post()
        .content("application/json", vec![b'"', 0xff, b'"'])
        .send();
    assert_eq!(answer.await.status, 400);
    let answer = post().send().await;
    answer.refused(400, "bad request", "the content is missing: send JSON");

    let content = r#"{"contact":{"name":"N","number":"4571999999"}}"#;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "json",
        "",
    ] {
        let answer = post().content(kind, content).send().await;
        let message = format!("the content type is {kind}: send application/json");
        answer.refused(415, "unsupported media type", &message);
    }
    let packed = post().header("Content-Encoding", "gzip");
    let answer = packed.content("application/json", content).send().await;
    let message = "the content has a Content-Encoding, and none is read here: send it as it is";
    answer.refused(415, "unsupported media type", message);
    let latin = "application/json; charset=iso-8859-1";
    assert_eq!(post().content(latin, content).send().await.status, 415);
    for kind in ["application/json; charset=utf-8", "Application/JSON"] {
        assert_eq!(post().content(kind, content).send().await.status, 200);
    }
}

#[tokio::test]
async fn a_property_that_breaks_a_rule_is_422_and_named() {
    let emulator = Emulator::builder().seed([relatel()]).start().await.unwrap();
    let before = emulator.contacts();
    let name = "x".repeat(256);
    let cases = [
        (json!({}), "contact: is required"),
        (json!([]), "the content is an array, must be an object"),
        (
            json!({"contact": 1}),
            "contact: is a number, must be an object",
        ),
        (
            json!({"contact": {}}),
            "name: is required; number: is required",
        ),
        (json!({"contact": {"name": "N"}}), "number: is required"),
        (
            json!({"contact": {"name": null, "number": NUMBER}}),
            "name: is null, must be a string",
        ),
        (
            json!({"contact": {"name": "", "number": NUMBER}}),
            "name: has 0 characters, fewer than the minimum of 1",
        ),
        (
            json!({"contact": {"name": name, "number": NUMBER}}),
            "name: has 256 characters, more than the maximum of 255",
        ),
        (
            json!({"contact": {"name": "N", "number": 4_571_999_999_u64}}),
            "number: is a number, must be a string",
        ),
        (
            json!({"contact": {"name": "N", "number": "+4571999999"}}),
            "number: must match the pattern ^[1-9][0-9]{2,14}$",
        ),
        (
            json!({"contact": {"name": "N", "number": NUMBER, "email": null}}),
            "email: is null, must be a string",
        ),
    ];
    for (content, message) in cases {
        let answer = Raw::authorized(&emulator, "POST", "/contacts")
            .json(&content)
            .send()
            .await;
        answer.refused(422, "unprocessable content", message);
    }
    for (content, message) in [
        (json!({}), "contact: is required"),
        (
            json!({"contact": {"name": null}}),
            "name: is null, must be a string",
        ),
        (
            json!({"contact": {"email": ""}}),
            "email: has 0 characters, fewer than the minimum of 1",
        ),
    ] {
        let answer = Raw::authorized(&emulator, "PUT", "/contacts/1")
            .json(&content)
            .send()
            .await;
        answer.refused(422, "unprocessable content", message);
    }
    assert_eq!(emulator.contacts(), before, "nothing of that took effect");
}

#[tokio::test]
async fn lengths_are_counted_in_code_points() {
    let emulator = Emulator::start().await.unwrap();
    for (name, status) in [("🇩🇰".repeat(127) + "Ø", 200), ("🇩🇰".repeat(128), 422)] {
        let answer = Raw::authorized(&emulator, "POST", "/contacts")
            .json(&json!({"contact": {"name": name, "number": NUMBER}}))
            .send();
        assert_eq!(answer.await.status, status);
    }
}

#[tokio::test]
async fn another_method_is_405_and_another_path_404() {
    let emulator = Emulator::start().await.unwrap();
    for (method, path, allow) in [
        ("DELETE", "/contacts", "GET,HEAD,POST,OPTIONS"),
        ("PATCH", "/contacts/1", "GET,HEAD,PUT,DELETE,OPTIONS"),
        ("POST", "/contacts/by_number/45", "GET,HEAD,OPTIONS"),
        ("TRACE", "/contacts", "GET,HEAD,POST,OPTIONS"),
    ] {
        let answer = Raw::authorized(&emulator, method, path).send().await;
        let message = format!("the document has no {method} at this path");
        answer.refused(405, "method not allowed", &message);
        let sorted = |list: &str| {
            let mut methods: Vec<_> = list.split(',').map(|it| it.trim().to_owned()).collect();
            methods.sort();
            methods
        };
        let allowed = answer.headers["allow"].to_str().unwrap();
        assert_eq!(sorted(allowed), sorted(allow), "{path}");
        let options = Raw::new(&emulator, "OPTIONS", path).send().await;
        assert_eq!(options.status, 204);
        assert_eq!(
            sorted(options.headers["allow"].to_str().unwrap()),
            sorted(allow)
        );
    }
    for path in ["/", "/contact", "/contacts/1/2", "/../v1/contacts"] {
        let answer = Raw::authorized(&emulator, "GET", path).send().await;
        answer.refused(404, "not found", "the document has nothing at this path");
    }
}

#[tokio::test]
async fn content_that_is_too_long_is_413() {
    let emulator = Emulator::builder().max_content(1000).start().await.unwrap();
    let answer = Raw::authorized(&emulator, "POST", "/contacts")
        .content("application/json", " ".repeat(1001))
        .send()
        .await;
    answer.refused(
        413,
        "content too large",
        "the content is longer than 1000 bytes",
    );
}
