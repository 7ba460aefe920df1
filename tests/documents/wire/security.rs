//! Several security schemes.

use crate::service::{NOTHING, asked, header, json, target};

#[tokio::test]
async fn the_token_goes_where_the_scheme_of_each_operation_says() {
    // Of `[{tls}, {app, bearer}]` the second is the first that is known.
    let answer = json("200 OK", r#"{"contacts":[]}"#);
    let (request, _) = asked(&answer, async |client| client.list_contacts().send().await).await;
    assert_eq!(header(&request, "authorization"), Some("Bearer user:pass"));
    assert_eq!(header(&request, "x-app-key"), Some("app-secret"));

    let (request, _) = asked(NOTHING, async |client| client.get_open().send().await).await;
    assert!(
        !request.contains("pass") && !request.contains("app-secret"),
        "{request}"
    );

    let (request, _) = asked(NOTHING, async |client| client.get_by_header().send().await).await;
    assert_eq!(header(&request, "x-app-key"), Some("app-secret"));
    assert_eq!(header(&request, "authorization"), None);

    let (request, _) = asked(NOTHING, async |client| {
        client.get_by_cookie().page("1").send().await
    })
    .await;
    assert_eq!(header(&request, "cookie"), Some("page=1; crumb=user:pass"));
    assert_eq!(header(&request, "authorization"), None);

    let (request, _) = asked(NOTHING, async |client| client.get_by_query().send().await).await;
    assert_eq!(target(&request), "/api/query?key=user%3Apass");
    assert_eq!(header(&request, "authorization"), None);

    let (request, _) = asked(NOTHING, async |client| client.get_by_basic().send().await).await;
    assert_eq!(
        header(&request, "authorization"),
        Some("Basic dXNlcjpwYXNz")
    );

    let (request, _) = asked(NOTHING, async |client| client.get_by_oauth().send().await).await;
    assert_eq!(header(&request, "authorization"), Some("Bearer user:pass"));

    let (request, _) = asked(NOTHING, async |client| client.get_certified().send().await).await;
    assert!(
        !request.contains("pass") && !request.contains("app-secret"),
        "{request}"
    );
}
