use serde_json::json;

use super::*;

const COLORS: [&str; 3] = ["blue", "black", "a,b c"];

fn style(kind: Kind, explode: bool) -> Style {
    Style { kind, explode }
}

fn rgb() -> Value {
    json!({"R": 100, "G": 200})
}

fn in_query(value: &Value, kind: Kind, explode: bool) -> String {
    let mut url = Url::parse("http://localhost/it?first=1").unwrap();
    query(&mut url, "color", value, style(kind, explode));
    url.query().unwrap().to_owned()
}

#[test]
fn a_query_has_what_the_specification_shows() {
    let list = json!(COLORS);
    for (value, kind, explode, wanted) in [
        (
            &list,
            Kind::Repeated,
            true,
            "color=blue&color=black&color=a%2Cb%20c",
        ),
        (
            &list,
            Kind::Joined(','),
            false,
            "color=blue,black,a%2Cb%20c",
        ),
        (
            &list,
            Kind::Joined(' '),
            false,
            "color=blue%20black%20a%2Cb%20c",
        ),
        (
            &list,
            Kind::Joined('|'),
            false,
            "color=blue%7Cblack%7Ca%2Cb%20c",
        ),
        (&rgb(), Kind::Repeated, true, "R=100&G=200"),
        (&rgb(), Kind::Joined(','), false, "color=R,100,G,200"),
        (
            &rgb(),
            Kind::DeepObject,
            true,
            "color%5BR%5D=100&color%5BG%5D=200",
        ),
        (
            &json!({"a": {"b": "x y"}, "c": [1, 2]}),
            Kind::DeepObject,
            true,
            "color%5Ba%5D%5Bb%5D=x%20y&color%5Bc%5D=1&color%5Bc%5D=2",
        ),
        (
            &json!({"a": [1]}),
            Kind::Json,
            false,
            "color=%7B%22a%22%3A%5B1%5D%7D",
        ),
        (&json!("x&y"), Kind::Joined(','), false, "color=x%26y"),
        (&json!(2.0), Kind::Repeated, true, "color=2"),
        (&json!(2.5), Kind::Repeated, true, "color=2.5"),
    ] {
        let query = in_query(value, kind, explode);
        assert_eq!(query, format!("first=1&{wanted}"), "{kind:?}");
    }
    assert_eq!(in_query(&json!(null), Kind::Repeated, true), "first=1");
    assert_eq!(in_query(&json!([]), Kind::Repeated, true), "first=1");
}

#[test]
fn a_query_that_is_empty_is_none() {
    let mut url = Url::parse("http://localhost/it").unwrap();
    query(&mut url, "it", &json!([]), style(Kind::Repeated, true));
    assert_eq!(url.as_str(), "http://localhost/it");
}

#[test]
fn a_segment_has_what_the_specification_shows() {
    let list = json!(["blue", "black", "a/b"]);
    for (value, kind, explode, wanted) in [
        (&json!("blue"), Kind::Label, false, ".blue"),
        (&json!("blue"), Kind::Matrix, false, ";color=blue"),
        (&list, Kind::Joined(','), false, "blue,black,a%2Fb"),
        (&list, Kind::Label, false, ".blue,black,a%2Fb"),
        (&list, Kind::Label, true, ".blue.black.a%2Fb"),
        (&list, Kind::Matrix, false, ";color=blue,black,a%2Fb"),
        (
            &list,
            Kind::Matrix,
            true,
            ";color=blue;color=black;color=a%2Fb",
        ),
        (&rgb(), Kind::Joined(','), false, "R,100,G,200"),
        (&rgb(), Kind::Joined(','), true, "R=100,G=200"),
        (&rgb(), Kind::Label, true, ".R=100.G=200"),
        (&rgb(), Kind::Matrix, false, ";color=R,100,G,200"),
        (&rgb(), Kind::Matrix, true, ";R=100;G=200"),
        (&json!([1]), Kind::Json, false, "%5B1%5D"),
    ] {
        let segment = segment("color", value, style(kind, explode));
        assert_eq!(segment.as_deref(), Ok(wanted), "{kind:?} {explode}");
    }
}

#[test]
fn a_segment_that_leads_elsewhere_is_refused() {
    for (value, kind) in [
        (json!([]), Kind::Joined(',')),
        (json!([".."]), Kind::Joined(',')),
        (json!("."), Kind::Label),
        (json!(null), Kind::Label),
    ] {
        let said = segment("color", &value, style(kind, false)).unwrap_err();
        assert!(said.starts_with("color: is empty, or leads"), "{said}");
    }
}

#[test]
fn a_header_has_its_items_with_commas_between() {
    for (value, explode, wanted) in [
        (json!(["a b", 2]), false, "a b,2"),
        (rgb(), false, "R,100,G,200"),
        (rgb(), true, "R=100,G=200"),
    ] {
        let mut headers = HeaderMap::new();
        let style = style(Kind::Joined(','), explode);
        header(&mut headers, "x-it", &value, style).unwrap();
        assert_eq!(headers["x-it"], wanted);
    }
    let broken = json!(["line\nbreak"]);
    let style = style(Kind::Joined(','), false);
    assert!(header(&mut HeaderMap::new(), "x-it", &broken, style).is_err());
}

#[test]
fn all_cookies_stand_in_one_header() {
    let mut headers = HeaderMap::new();
    let form = style(Kind::Repeated, true);
    cookie(&mut headers, "session", &"a; b", form).unwrap();
    cookie(&mut headers, "absent", &None::<u64>, form).unwrap();
    cookie(&mut headers, "page", &7, form).unwrap();
    assert_eq!(headers[COOKIE], "session=a%3B%20b; page=7");
    assert!(!headers[COOKIE].is_sensitive());
    add_cookie(&mut headers, "token=x", true).unwrap();
    assert_eq!(headers[COOKIE], "session=a%3B%20b; page=7; token=x");
    assert!(headers[COOKIE].is_sensitive());
}
