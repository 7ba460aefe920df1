//! Rows of a table in `SQLite`, kept in step with the phone book.
//!
//! `cargo run -p contacts-sync --example database`
#![forbid(unsafe_code)]

use std::error::Error;

use contacts_api::{Client, IntoContacts};
use contacts_emulator::Emulator;
use contacts_sync::{Applied, Entry, Reconciler, State};
use rusqlite::{Connection, Row};

/// A row of the table, as far as the phone book is concerned.
#[derive(IntoContacts)]
#[contact(name = "{first_name} {last_name}")]
struct Person {
    #[contact(skip)]
    id: i64,
    first_name: String,
    last_name: String,
    /// As people have typed them.
    #[contact(number, region = country)]
    phones: Vec<String>,
    country: String,
}

const TABLE: &str = "
    create table person (
        id integer primary key,
        first_name text not null,
        last_name text not null,
        phone text,
        mobile text,
        country text not null
    );
    insert into person values
        (1, 'Åse', 'Ærø', '33 00 22 08', '20 30 40 50', 'DK'),
        (2, 'Anna', 'Åkesson', '08-123 456 78', null, 'SE'),
        (3, 'Bo', 'Bæk', 'ring til Åse', null, 'DK');
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // The API on this machine. With a token in CONTACTS_TOKEN: `let client = Client::from_env()?;`
    let emulator = Emulator::start().await?;
    let client = emulator.client();
    let folder = tempfile::tempdir()?;
    let state = State::open(folder.path().join("book.state"))?;
    let database = Connection::open(folder.path().join("crm.sqlite"))?;
    database.execute_batch(TABLE)?;

    let (applied, problems) = sync(&client, &state, &database).await?;
    println!("{} created", applied.created());
    for problem in problems {
        println!("{problem}");
    }

    database.execute("update person set phone = '08-123 456 79' where id = 2", [])?;
    let (applied, _) = sync(&client, &state, &database).await?;
    println!(
        "{} created, {} updated",
        applied.created(),
        applied.updated()
    );
    Ok(())
}

/// Makes the phone book have what is in the table; returns what is wrong with rows that cannot be used.
async fn sync(
    client: &Client,
    state: &State,
    database: &Connection,
) -> Result<(Applied, Vec<String>), Box<dyn Error>> {
    let reconciler = Reconciler::new(client)?.state(state);
    let mut draft = reconciler.draft()?;
    let mut problems = Vec::new();
    let mut rows = database.prepare("select * from person order by id")?;
    // One row after the other: a large table is never in memory as a whole.
    for person in rows.query_map([], person)? {
        let person = person?;
        let key = person.id.to_string();
        match Entry::of(&*key, person) {
            Ok(entries) => entries.into_iter().for_each(|it| draft.entry(it)),
            Err(errors) => {
                draft.unreadable(Some(&key));
                problems.push(format!("person {key}: {errors}"));
            }
        }
    }
    let plan = draft.plan().await?;
    Ok((reconciler.apply(&plan).await?, problems))
}

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    let phones: [Option<String>; 2] = [row.get("phone")?, row.get("mobile")?];
    Ok(Person {
        id: row.get("id")?,
        first_name: row.get("first_name")?,
        last_name: row.get("last_name")?,
        phones: phones.into_iter().flatten().collect(),
        country: row.get("country")?,
    })
}

#[cfg(test)]
#[tokio::test]
async fn the_book_follows_the_table() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client();
    let folder = tempfile::tempdir().unwrap();
    let state = State::open(folder.path().join("book.state")).unwrap();
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch(TABLE).unwrap();
    let (applied, problems) = sync(&client, &state, &database).await.unwrap();
    assert_eq!((applied.created(), applied.undone()), (3, 0));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("ring til Åse"), "{problems:?}");
    let change = "update person set phone = '08-123 456 79' where id = 2";
    database.execute(change, []).unwrap();
    let (applied, _) = sync(&client, &state, &database).await.unwrap();
    assert_eq!((applied.created(), applied.updated()), (0, 1));
    let book = emulator.contacts().into_iter();
    let anna = book.filter(|it| it.name.as_deref() == Some("Anna Åkesson"));
    let numbers: Vec<_> = anna.filter_map(|it| it.number).collect();
    assert_eq!(numbers, ["46812345679"]);
}
