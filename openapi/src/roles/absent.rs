use super::{Cursor, Roles};

/// Returns what each absent role switches off.
pub(crate) fn absent(roles: &Roles) -> Vec<String> {
    let mark = |role: &str| format!("mark it with `x-contacts-role: {role}` if there is one");
    let mut absent = Vec::new();
    let mut say = |is_there: bool, what: &str, off: &str, role: &str| {
        if !is_there {
            absent.push(format!("{what}, so {off}: {}", mark(role)));
        }
    };
    say(
        roles.create.is_some(),
        "no operation creates a contact",
        "nothing can be derived, created or synced",
        "create",
    );
    say(
        roles.update.is_some(),
        "no operation updates a contact",
        "`#[contact(update)]` and `contacts update` are switched off, and a sync only creates",
        "update",
    );
    say(
        roles.list.is_some(),
        "no operation lists contacts",
        "`stream`, `create_once`, `contacts list` and `sync` are switched off",
        "list",
    );
    say(
        roles.get.is_some(),
        "no operation gets a contact by its id",
        "`contacts get` is switched off",
        "get",
    );
    say(
        roles.get_by_number.is_some(),
        "no operation gets a contact by its number",
        "`contacts lookup` reads the list instead",
        "get_by_number",
    );
    say(
        roles.delete.is_some(),
        "no operation deletes a contact",
        "`contacts delete` is switched off",
        "delete",
    );
    if let Some(list) = &roles.list {
        let is_keyset = matches!(list.cursor, Some(Cursor::Id { .. }));
        say(
            is_keyset,
            "no parameter of the list takes an id to go on from",
            if list.cursor.is_some() {
                "`stream_concurrent` reads one page after the other"
            } else {
                "a list is read as one page"
            },
            "cursor",
        );
    }
    if let Some(contact) = &roles.contact {
        say(
            contact.id.is_some(),
            "no property of a contact identifies it",
            "contacts cannot be updated or deleted by what was read",
            "id",
        );
        say(
            contact.number.is_some(),
            "no property of a contact is its phone number",
            "`create_once` looks nothing up, and `sync` cannot match contacts",
            "number",
        );
    }
    absent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::{Contact, List};
    use crate::schema::SchemaReader;

    #[test]
    fn each_absent_role_says_what_is_switched_off_and_what_to_write() {
        let said = absent(&Roles::default());
        let wanted = [
            "no operation creates a contact, so nothing can be derived, created or synced: mark it with \
             `x-contacts-role: create` if there is one",
            "no operation updates a contact, so `#[contact(update)]` and `contacts update` are switched off, and a \
             sync only creates: mark it with `x-contacts-role: update` if there is one",
            "no operation lists contacts, so `stream`, `create_once`, `contacts list` and `sync` are switched off: \
             mark it with `x-contacts-role: list` if there is one",
            "no operation gets a contact by its id, so `contacts get` is switched off: mark it with \
             `x-contacts-role: get` if there is one",
            "no operation gets a contact by its number, so `contacts lookup` reads the list instead: mark it with \
             `x-contacts-role: get_by_number` if there is one",
            "no operation deletes a contact, so `contacts delete` is switched off: mark it with \
             `x-contacts-role: delete` if there is one",
        ];
        assert_eq!(said, wanted);
    }

    #[test]
    fn a_list_without_ids_to_go_on_from_says_how_it_is_read() {
        for (cursor, wanted) in [
            (
                None,
                "no parameter of the list takes an id to go on from, so a list is read as one page: mark it with \
                 `x-contacts-role: cursor` if there is one",
            ),
            (
                Some(Cursor::Offset {
                    parameter: "offset".to_owned(),
                }),
                "no parameter of the list takes an id to go on from, so `stream_concurrent` reads one page after the \
                 other: mark it with `x-contacts-role: cursor` if there is one",
            ),
        ] {
            let list = List {
                operation: "list_contacts".to_owned(),
                items: Vec::new(),
                total: None,
                more: None,
                limit: None,
                cursor,
                number: None,
            };
            let roles = Roles {
                list: Some(list),
                ..Roles::default()
            };
            let said = absent(&roles);
            assert!(said.iter().any(|it| it == wanted), "{said:?}");
        }
    }

    #[test]
    fn a_contact_without_an_id_or_a_number_says_what_cannot_be_done() {
        let json = serde_json::Value::Null;
        let schema = SchemaReader::new(&json).schema(&json, &crate::place::Path::default());
        let contact = Contact {
            schema,
            properties: Vec::new(),
            id: None,
            number: None,
            number_formatted: None,
            name: None,
            email: None,
        };
        let roles = Roles {
            contact: Some(contact),
            ..Roles::default()
        };
        let said = absent(&roles);
        for wanted in [
            "no property of a contact identifies it, so contacts cannot be updated or deleted by what was read: mark \
             it with `x-contacts-role: id` if there is one",
            "no property of a contact is its phone number, so `create_once` looks nothing up, and `sync` cannot match \
             contacts: mark it with `x-contacts-role: number` if there is one",
        ] {
            assert!(said.iter().any(|it| it == wanted), "{said:?}");
        }
    }
}
