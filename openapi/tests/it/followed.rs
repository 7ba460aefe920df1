//! Operations, schemas and properties are read however a team writes them.

use contacts_openapi::{Document, Format, Kind, Security, Status, leaves};

use super::{edited, read};

#[test]
fn one_schema_for_reading_and_writing_is_split_by_what_is_read_only() {
    let document = read(&[(
        "              $ref: \"#/components/schemas/CreateContactRequest\"",
        "              $ref: \"#/components/schemas/Contact\"",
    )]);
    let create = &document.roles().create.as_ref().unwrap().payload;
    let names: Vec<_> = create.properties.iter().map(|it| &*it.name).collect();
    assert_eq!(names, ["name", "number", "email"]);
    let read_only: Vec<_> = create.read_only.iter().map(|it| &*it.name).collect();
    assert_eq!(read_only, ["id", "number_formatted"]);
}

#[test]
fn what_all_of_says_is_merged_with_the_places_of_its_parts() {
    let document = read(&[(
        "    NewContact:\n      type: object\n",
        "    Tagged:\n      type: object\n      required: [tag]\n      properties:\n        tag: {type: string}\n    NewContact:\n      allOf:\n        - $ref: \"#/components/schemas/Tagged\"\n      type: object\n",
    )]);
    let create = &document.roles().create.as_ref().unwrap().payload;
    let tag = create.property("tag").unwrap();
    assert!(tag.is_required());
    assert!(create.property("name").unwrap().is_required());
    let text = document.text();
    let line = text
        .lines()
        .position(|it| it == "        tag: {type: string}")
        .unwrap()
        + 1;
    assert_eq!(document.line(&tag.place), Some(line));
    assert_eq!(document.place(&tag.place), format!("edited.yaml:{line}"));
}

#[test]
fn members_of_objects_are_reached_by_paths_and_an_object_in_itself_has_an_end() {
    let document = read(&[(
        "        email:\n          type: string\n          minLength: 1",
        "        address:\n          type: object\n          required: [zip]\n          properties:\n            zip: {type: string}\n            geo:\n              type: object\n              properties: {lat: {type: number}}\n        manager:\n          $ref: \"#/components/schemas/NewContact\"\n        email:\n          type: string\n          minLength: 1",
    )]);
    let create = &document.roles().create.as_ref().unwrap().payload;
    let paths: Vec<_> = leaves(&create.properties).map(|it| &*it.path).collect();
    assert_eq!(
        paths,
        [
            "name",
            "number",
            "address.zip",
            "address.geo.lat",
            "manager",
            "email"
        ]
    );
    assert!(create.property("address.zip").unwrap().is_required());
    assert_eq!(
        create.property("address.geo.lat").unwrap().kind,
        Kind::Number
    );
    assert!(matches!(
        create.property("manager").unwrap().kind,
        Kind::Object(_)
    ));
}

#[test]
fn open_api_3_1_is_read_as_3_0() {
    let document = read(&[
        ("openapi: 3.0.3", "openapi: 3.1.0"),
        (
            "          type: string\n          nullable: true\n          minLength: 1",
            "          type: [string, 'null']\n          minLength: 1",
        ),
    ]);
    let update = &document.roles().update.as_ref().unwrap().payload;
    let email = update.property("email").unwrap();
    assert!(email.is_nullable());
    assert_eq!(email.kind, Kind::String(Format::Plain));
    assert_eq!(document.json()["openapi"], "3.0.3");
    assert!(
        document.text().starts_with("# The Contact API")
            && document.text().contains("openapi: 3.1.0")
    );
}

#[test]
fn security_servers_and_statuses_are_read() {
    let text = edited(&[
        (
            "  - url: https://app.relatel.dk/api/v2\n",
            "  - url: https://{region}.relatel.dk/api/v2/\n    variables: {region: {default: app, enum: [app, eu]}}\n",
        ),
        (
            "      type: http\n      scheme: bearer\n",
            "      type: apiKey\n      in: header\n      name: X-Key\n",
        ),
        (
            "      operationId: list_contacts\n",
            "      operationId: list_contacts\n      security: []\n",
        ),
        (
            "        \"400\":\n",
            "        4XX:\n          description: wrong\n        default:\n          description: any\n        \"400\":\n",
        ),
    ]);
    let document = Document::parse(&text, "edited.yaml").unwrap();
    assert_eq!(document.server(), "https://app.relatel.dk/api/v2");
    assert_eq!(
        document.server_template(),
        "https://{region}.relatel.dk/api/v2"
    );
    let list = document.operation("list_contacts").unwrap();
    assert!(list.security.is_empty());
    let statuses: Vec<_> = list.responses.iter().map(|it| it.status).collect();
    assert!(statuses.contains(&Status::Class(4)) && statuses.contains(&Status::Default));
    assert_eq!(list.response(404).unwrap().status, Status::Class(4));
    assert_eq!(list.response(503).unwrap().status, Status::Default);
    let create = document.operation("create_contact").unwrap();
    assert_eq!(create.security, [Security::Header("X-Key".into())]);
}

#[test]
fn a_property_that_nothing_can_be_is_none() {
    let document = read(&[
        ("openapi: 3.0.3", "openapi: 3.1.0"),
        (
            "    NewContact:\n      type: object\n      description: A contact to create.\n      required: [name, number]\n      properties:\n",
            "    NewContact:\n      type: object\n      description: A contact to create.\n      required: [name, number]\n      properties:\n        never: false\n        any: true\n",
        ),
    ]);
    let create = &document.roles().create.as_ref().unwrap().payload;
    assert!(create.property("never").is_none());
    assert_eq!(create.property("any").unwrap().kind, Kind::Any);
    assert_eq!(document.warnings(), []);
}

#[test]
fn operations_without_an_id_are_told_apart_where_their_paths_read_the_same() {
    let text = r#"
openapi: 3.0.3
paths:
  /jobs: {get: {responses: {"200": {description: ""}}}}
  /jobs/: {get: {responses: {"200": {description: ""}}}}
  /jobs/~: {get: {operationId: get_jobs_2, responses: {"200": {description: ""}}}}
"#;
    let document = Document::parse(text, "jobs.yaml").unwrap();
    let ids: Vec<_> = document.operations().iter().map(|it| &*it.id).collect();
    assert_eq!(ids, ["get_jobs", "get_jobs_3", "get_jobs_2"]);
}
