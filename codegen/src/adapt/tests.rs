use contacts_openapi::Document;
use quote::quote;

use super::*;
use crate::lost::Lost;
use crate::types;

const DOCUMENT: &str = r##"
openapi: 3.0.3
paths:
  /contacts:
    get:
      operationId: list_contacts
      parameters:
        - {name: id>=, in: query, schema: {type: integer}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: session, in: cookie, schema: {type: string}}
      responses:
        "200":
          description: ""
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Contact"}}
    post:
      operationId: create_contact
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/NewContact"}}}
      responses: {"204": {description: ""}}
  /areas/{points}:
    options:
      operationId: ask
      parameters: [{name: points, in: path, required: true, style: matrix, schema: {type: array, items: {type: number}}}]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Owner"}}}}
      responses: {"204": {description: ""}}
components:
  schemas:
    Contact:
      type: object
      required: [id, name, tags]
      properties:
        id: {type: integer}
        name: {type: string}
        tags: {type: array, items: {type: string}}
        cost-centre: {type: string}
        owner: {$ref: "#/components/schemas/Owner"}
    Owner:
      type: object
      properties: {kind: {type: string, enum: [person, company]}}
      additionalProperties: {type: integer}
    NewContact:
      type: object
      required: [number]
      properties:
        number: {type: string}
        code: {type: string, pattern: "^[0-9]+$"}
        note: {type: string, nullable: true}
"##;

/// Returns what an adaptation makes of this code, and how often it found something.
fn adapted(name: &str, code: TokenStream) -> (usize, String) {
    let document = Document::parse(DOCUMENT, "small.yaml").unwrap();
    let types = types::collect(&document, &mut Lost::new(&document));
    let context = Context {
        types: &types,
        operations: document.operations().iter().collect(),
        needs_body: Vec::new(),
    };
    let mut file: File = syn::parse2(code).unwrap();
    let adaptation = ADAPTATIONS.iter().find(|it| it.name == name).unwrap();
    let found = (adaptation.apply)(&mut file, &context);
    (found, prettyplease::unparse(&file))
}

/// Asserts that the text has these parts, in this order.
fn has(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let Some((_, behind)) = rest.split_once(part) else {
            panic!("{part:?} is not (or not there) in\n{text}");
        };
        rest = behind;
    }
}

fn contact() -> TokenStream {
    quote! {
        pub mod types {
            pub struct Contact {
                pub id: i64,
                pub name: String,
                pub tags: Vec<String>,
                pub cost_centre: Option<String>,
                pub owner: Option<Owner>,
            }
            pub struct NewContact {
                pub number: Digits,
                pub note: Option<crate::Nullable<String>>,
            }
        }
    }
}

#[test]
fn properties_get_their_names_back() {
    let (found, code) = adapted("names", contact());
    assert_eq!(found, 1);
    has(
        &code,
        &["#[serde(rename = \"cost-centre\")]\n        pub cost_centre"],
    );
}

#[test]
fn what_is_read_is_read_leniently_and_what_is_sent_is_not() {
    let (found, code) = adapted("reading", contact());
    assert_eq!(found, 5);
    has(
        &code,
        &[
            "lenient::required\")]\n        pub id",
            "lenient::or_empty\")]\n        pub name",
            "lenient::list\")]\n        pub tags",
            "lenient::optional\")]\n        pub cost_centre",
            "lenient::whole\")]\n        pub owner",
            "pub struct NewContact {\n        pub number",
        ],
    );
}

#[test]
fn null_is_told_from_absent() {
    let (found, code) = adapted("nulls", contact());
    assert_eq!(found, 1);
    has(&code, &["crate::value::present\")]\n        pub note"]);
}

#[test]
fn a_struct_is_made_of_what_is_required() {
    let (found, code) = adapted("constructors", contact());
    assert_eq!(found, 2);
    has(
        &code,
        &[
            "pub fn new(id: i64, name: String, tags: Vec<String>) -> Self",
            "cost_centre: ::std::option::Option::None",
            "pub fn new(number: Digits) -> Self",
        ],
    );
}

#[test]
fn enumerations_and_rules_stand_among_the_types() {
    let (found, code) = adapted("own_types", contact());
    assert!(found > 2, "{found}");
    has(
        &code,
        &[
            "crate::value::text_enumeration!",
            "OwnerKind",
            "Person = \"person\"",
            "crate::value::text_rule!",
            "NewContactCode",
            "\"^[0-9]+$\"",
            "crate::value::read_whole!(Contact)",
        ],
    );
    // Types that are only sent are not read.
    assert!(!code.contains("read_whole!(NewContact)"), "{code}");
}

#[test]
fn methods_that_the_http_client_has_no_name_for_are_named() {
    let code = quote! {
        async fn send() {
            let mut request = client.client.options(url).headers(header_map).build()?;
            let mut request = client.client.get(url).build()?;
            let other = call.options(url);
        }
    };
    let (found, code) = adapted("methods", code);
    assert_eq!(found, 1);
    has(
        &code,
        &[
            ".request(::reqwest::Method::OPTIONS, url)",
            "client.get(url)",
            "call.options(url)",
        ],
    );
}

#[test]
fn the_fields_of_builders_are_open_to_the_crate() {
    let code = quote!(
        pub mod builder {
            pub struct ListContacts<'a> {
                client: &'a Client,
                limit: u64,
            }
        }
    );
    let (found, code) = adapted("fields", code);
    assert_eq!(found, 1);
    has(&code, &["pub(crate) client", "pub(crate) limit"]);
}

#[test]
fn a_call_has_settings_of_its_own_unless_a_parameter_has_that_name() {
    let code = quote!(
        pub mod builder {
            pub struct ListContacts<'a> {
                client: &'a super::Client,
                timeout: u64,
            }
            impl<'a> ListContacts<'a> {
                pub fn new(client: &'a super::Client) -> Self {
                    Self {
                        client: client,
                        timeout: 1,
                    }
                }
                pub fn timeout(mut self, value: u64) -> Self {
                    self
                }
            }
        }
    );
    let (found, code) = adapted("calls", code);
    assert_eq!(found, 1);
    has(
        &code,
        &[
            "client: ::std::borrow::Cow<'a, super::Client>",
            "client: ::std::borrow::Cow::Borrowed(client)",
            "pub fn into_owned(self) -> ListContacts<'static>",
            "let Self { client, timeout } = self",
            "pub fn with_header",
        ],
    );
    assert_eq!(code.matches("fn timeout").count(), 1, "{code}");
}

#[test]
fn a_client_without_a_token_cannot_be_made() {
    let code = quote! {
        impl Client {
            pub fn new(baseurl: &str) -> Self { todo() }
            pub fn new_with_client(baseurl: &str) -> Self { todo() }
        }
    };
    let (found, code) = adapted("client", code);
    assert_eq!(found, 2);
    assert!(!code.contains("fn new("), "{code}");
    has(&code, &["pub(crate) fn new_with_client"]);
}

#[test]
fn parameters_have_their_names_in_the_request() {
    let code = quote! {
        pub mod builder {
            impl<'a> ListContacts<'a> {
                pub async fn send(self) {
                    header_map.append("x_trace", value.to_string().try_into()?);
                    request.query(&progenitor_client::QueryParam::new("id", &id));
                    request.query(&progenitor_client::QueryParam::new("other", &other));
                }
            }
        }
    };
    let (found, code) = adapted("parameters", code);
    assert_eq!(found, 2);
    has(
        &code,
        &["append(\"x-trace\"", "new(\"id>=\"", "new(\"other\""],
    );
}

#[test]
fn what_the_generator_cannot_write_is_written_by_the_client() {
    let code = quote! {
        pub mod builder {
            impl<'a> ListContacts<'a> {
                pub async fn send(self) {
                    if let Some(value) = session {
                        header_map.append("session", value.to_string().try_into()?);
                    }
                    let mut request = client.get(url).query(&progenitor_client::QueryParam::new("tags", &tags)).build()?;
                }
            }
            impl<'a> Ask<'a> {
                pub async fn send(self) {
                    let url = format!("{}/areas/{}", client.baseurl, encode_path(&points.to_string()));
                }
            }
        }
    };
    let (found, code) = adapted("parameters", code);
    assert_eq!(found, 3);
    assert!(!code.contains("QueryParam"), "{code}");
    let code: String = code.split_whitespace().collect();
    has(
        &code,
        &[
            "crate::value::parameter::cookie(&mutheader_map,\"session\",&value,crate::value::parameter::Style{",
            "letmutrequest=client.get(url).build()?;crate::value::parameter::query(request.url_mut(),\"tags\",&tags,",
            "Kind::Joined(',')",
            "client.baseurl,crate::value::parameter::segment(\"points\",&points,",
            "Kind::Matrix",
        ],
    );
}

#[test]
fn what_has_no_name_in_the_document_stands_beside_what_has() {
    let code = quote! {
        pub mod types {
            pub struct Owner {
                pub additional: Option<Map>,
                pub kind: Option<OwnerKind>,
            }
        }
    };
    let (found, code) = adapted("additional", code);
    assert_eq!(found, 1);
    has(&code, &["flatten", "additional::read", "pub additional"]);
    let (_, code) = adapted("own_types", contact());
    has(
        &code,
        &[
            "pub enum OwnerAdditional",
            "named!(OwnerAdditional { \"kind\" })",
        ],
    );
}

#[test]
fn an_example_says_what_its_names_stand_for() {
    let code = quote! {
        impl Client {
            #[doc = "Lists\n```ignore\nlet response = client.list_contacts()\n    .limit(limit)\n    .send()\n    .await;\n```"]
            pub fn list_contacts(&self) -> builder::ListContacts<'_> { todo() }
        }
        pub mod builder {
            impl<'a> ListContacts<'a> {
                pub fn limit<V>(mut self, value: V) -> Self where V: TryInto<crate::Bounded<1, 100>> { self }
            }
        }
    };
    let (found, code) = adapted("examples", code);
    assert_eq!(found, 1);
    has(
        &code,
        &[
            "no_run",
            "client: contacts_api::Client, limit: contacts_api::Bounded < 1 , 100 >",
            ".await?;",
        ],
    );
}

#[test]
fn an_adaptation_that_finds_nothing_fails_with_its_name() {
    let document = Document::parse(DOCUMENT, "small.yaml").unwrap();
    let types = types::collect(&document, &mut Lost::new(&document));
    let context = Context {
        types: &types,
        operations: document.operations().iter().collect(),
        needs_body: Vec::new(),
    };
    let error = adapt(
        quote!(
            pub mod types {}
        ),
        &context,
    )
    .unwrap_err();
    assert!(
        error.starts_with("the adaptation `names` found 0 places to correct where there must be 1"),
        "{error}"
    );
    for adaptation in &ADAPTATIONS {
        let mut nothing = parse(TokenStream::new()).unwrap();
        let (found, least) = (
            (adaptation.apply)(&mut nothing, &context),
            (adaptation.least)(&context),
        );
        let is_optional = adaptation.name == "constructors";
        assert!(
            found < least || is_optional,
            "`{}` would not be missed",
            adaptation.name
        );
    }
}
