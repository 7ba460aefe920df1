//! Roles are found under whatever name a team gives them.

use contacts_openapi::{Cursor, Document, IdKind};

use super::{YAML, read};

#[test]
fn operations_are_found_under_ids_of_any_case_style_or_none() {
    for rename in [
        |id: &str| format!("operationId: {}", camel(id)),
        |id: &str| format!("operationId: {}", id.replace('_', "-")),
        |_: &str| "x-nothing: 1".to_owned(),
    ] {
        let mut text = YAML.to_owned();
        for id in [
            "list_contacts",
            "create_contact",
            "get_contact_by_number",
            "get_contact",
            "update_contact",
            "delete_contact",
        ] {
            text = text.replace(
                &format!("      operationId: {id}\n"),
                &format!("      {}\n", rename(id)),
            );
            text = text.replace(
                &format!("operationId: {id}\n              desc"),
                "x-link: 1\n              desc",
            );
        }
        let document = Document::parse(&text, "edited.yaml").unwrap();
        let roles = document.roles();
        let path = |id: &str| {
            let operation = document.operation(id).unwrap();
            format!("{} {}", operation.method, operation.path)
        };
        assert_eq!(
            path(&roles.list.as_ref().unwrap().operation),
            "GET /contacts"
        );
        assert_eq!(
            path(&roles.create.as_ref().unwrap().operation),
            "POST /contacts"
        );
        assert_eq!(
            path(&roles.get.as_ref().unwrap().operation),
            "GET /contacts/{id}"
        );
        assert_eq!(
            path(&roles.update.as_ref().unwrap().operation),
            "PUT /contacts/{id}"
        );
        assert_eq!(
            path(&roles.delete.as_ref().unwrap().operation),
            "DELETE /contacts/{id}"
        );
        assert_eq!(
            path(&roles.get_by_number.as_ref().unwrap().operation),
            "GET /contacts/by_number/{number}"
        );
    }
}

fn camel(id: &str) -> String {
    let mut words = id.split('_');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |all, word| {
        let (head, tail) = word.split_at(1);
        format!("{all}{}{tail}", head.to_uppercase())
    })
}

#[test]
fn an_operation_may_say_itself_what_it_is() {
    let text = YAML
        .replace("/contacts", "/people")
        .replace("_contacts", "_people")
        .replace(
            "operationId: create_contact",
            "x-contacts-role: create\n      operationId: add_person",
        )
        .replace("operationId: get_contact_by_number", "operationId: who_is")
        .replace("_contact\n", "_person\n");
    let document = Document::parse(&text, "edited.yaml").unwrap();
    let roles = document.roles();
    assert_eq!(roles.create.as_ref().unwrap().operation, "add_person");
    // The rest is found by where it stands.
    assert_eq!(roles.list.as_ref().unwrap().operation, "list_people");
    assert_eq!(roles.delete.as_ref().unwrap().operation, "delete_person");
    assert_eq!(roles.get_by_number.as_ref().unwrap().operation, "who_is");
}

#[test]
fn a_payload_is_found_with_and_without_an_envelope() {
    let with = read(&[]);
    let create = &with.roles().create.as_ref().unwrap().payload;
    assert_eq!(create.envelope.as_deref(), Some("contact"));
    let without = read(&[(
        "              $ref: \"#/components/schemas/CreateContactRequest\"",
        "              $ref: \"#/components/schemas/NewContact\"",
    )]);
    let create = &without.roles().create.as_ref().unwrap().payload;
    assert_eq!(create.envelope, None);
    assert_eq!(create.number().unwrap().name, "number");
    let names: Vec<_> = create.properties.iter().map(|it| &*it.name).collect();
    assert_eq!(names, ["name", "number", "email"]);
}

#[test]
fn the_number_is_found_by_component_format_name_or_by_what_is_said() {
    let number = "        number:\n          $ref: \"#/components/schemas/PhoneNumber\"\n        email:\n          type: string\n          minLength: 1";
    let email = "        email:\n          type: string\n          minLength: 1";
    for (schema, name) in [
        ("phone_number:\n          type: string", "phone_number"),
        (
            "phoneNumber:\n          type: string\n          maxLength: 20",
            "phoneNumber",
        ),
        (
            "direct:\n          type: string\n          format: phone",
            "direct",
        ),
        (
            "line:\n          type: string\n          x-contacts-role: number",
            "line",
        ),
    ] {
        let required = format!("required: [name, {name}]");
        let document = read(&[
            ("required: [name, number]", &required),
            (number, &format!("        {schema}\n{email}")),
        ]);
        let create = &document.roles().create.as_ref().unwrap().payload;
        let found = create.number().unwrap();
        assert_eq!(found.name, name);
        assert!(found.is_phone_number, "{schema}");
    }
}

#[test]
fn a_number_that_is_written_with_a_plus_is_no_digits() {
    let document = read(&[(
        "pattern: \"^[1-9][0-9]{2,14}$\"",
        "pattern: '^\\+[1-9][0-9]{2,14}$'",
    )]);
    let number = document
        .roles()
        .create
        .as_ref()
        .unwrap()
        .payload
        .number()
        .unwrap();
    assert_eq!(number.name, "number");
    assert!(!number.is_phone_number);
}

#[test]
fn ids_may_be_numbers_uuids_or_texts_under_any_name() {
    let id = "        id:\n          type: integer\n          format: int64\n          minimum: 0\n          readOnly: true";
    for (schema, wanted) in [
        (
            "        id:\n          type: string\n          format: uuid",
            ("id", IdKind::Uuid),
        ),
        (
            "        uuid:\n          type: string",
            ("uuid", IdKind::Text),
        ),
        (
            "        contactId:\n          type: integer",
            ("contactId", IdKind::Integer),
        ),
        (
            "        ref:\n          x-contacts-role: id\n          type: string",
            ("ref", IdKind::Text),
        ),
    ] {
        let document = read(&[("      required: [id]\n", ""), (id, schema)]);
        let contact = document.roles().contact.as_ref().unwrap();
        assert_eq!(
            contact.id,
            Some((wanted.0.to_owned(), wanted.1)),
            "{schema}"
        );
    }
}

#[test]
fn the_way_to_the_next_page_is_found_by_name_or_by_what_is_said() {
    for (name, wanted) in [
        (
            "id_gt_or_eq",
            Some(Cursor::Id {
                parameter: "id_gt_or_eq".into(),
                inclusive: true,
            }),
        ),
        (
            "from_id",
            Some(Cursor::Id {
                parameter: "from_id".into(),
                inclusive: true,
            }),
        ),
        (
            "startingAfter",
            Some(Cursor::Id {
                parameter: "startingAfter".into(),
                inclusive: false,
            }),
        ),
        (
            "offset",
            Some(Cursor::Offset {
                parameter: "offset".into(),
            }),
        ),
        (
            "page",
            Some(Cursor::Page {
                parameter: "page".into(),
                first: 1,
            }),
        ),
        ("sort", None),
    ] {
        let document = read(&[
            ("name: id_gt_or_eq", &format!("name: {name}")),
            (
                "          schema:\n            $ref: \"#/components/schemas/ContactId\"\n          example: 1234",
                "          schema: {type: integer}",
            ),
        ]);
        let list = document.roles().list.as_ref().unwrap();
        assert_eq!(list.cursor, wanted);
        assert_eq!(list.limit.as_ref().unwrap().maximum, Some(100));
        let is_warned = document
            .warnings()
            .iter()
            .any(|it| it.message.contains("goes on") || it.message.contains("go on from"));
        assert_eq!(
            is_warned,
            !matches!(list.cursor, Some(Cursor::Id { .. })),
            "{name}"
        );
    }
}

#[test]
fn a_list_may_be_bare_or_in_any_envelope() {
    for (schema, wanted) in [
        (
            "type: array\n                items:\n                  $ref: \"#/components/schemas/Contact\"",
            vec![],
        ),
        (
            "type: object\n                properties:\n                  total: {type: integer}\n                  data:\n                    type: array\n                    items:\n                      $ref: \"#/components/schemas/Contact\"",
            vec!["data"],
        ),
        (
            "type: object\n                properties:\n                  result:\n                    type: object\n                    properties:\n                      items:\n                        type: array\n                        items:\n                          $ref: \"#/components/schemas/Contact\"",
            vec!["result", "items"],
        ),
    ] {
        let document = read(&[("$ref: \"#/components/schemas/ContactListResponse\"", schema)]);
        assert_eq!(
            document.roles().list.as_ref().unwrap().items,
            wanted,
            "{schema}"
        );
    }
}
