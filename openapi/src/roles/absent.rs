use super::{Cursor, Roles};

/// What is switched off by each role that is absent.
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
