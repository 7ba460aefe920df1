//! The data file: what was answered is in there.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use contacts_api::{Client, Retry};
use contacts_emulator::{Emulator, Seed};
use futures_util::{StreamExt, stream};
use serde_json::json;

use super::{NUMBER, Raw, many, relatel};

#[tokio::test]
async fn a_book_outlives_its_emulator() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book");
    let start = async |seeds: Vec<Seed>| {
        let builder = Emulator::builder().data(&file).seed(seeds);
        builder.company("second", many(1)).start().await.unwrap()
    };
    let emulator = start(vec![relatel()]).await;
    let create = Raw::authorized(&emulator, "POST", "/contacts")
        .json(&json!({"contact": {"name": "Ø \"quoted\"", "number": "4520202020"}}));
    assert_eq!(create.send().await.status, 200);
    let update =
        Raw::authorized(&emulator, "PUT", "/contacts/1").json(&json!({"contact": {"email": null}}));
    assert_eq!(update.send().await.status, 200);
    for id in [2, 1] {
        let delete = Raw::authorized(&emulator, "DELETE", &format!("/contacts/{id}"));
        assert_eq!(delete.send().await.status, 200);
        if id == 2 {
            let again = Raw::authorized(&emulator, "POST", "/contacts")
                .json(&json!({"contact": {"name": "N", "number": NUMBER}}));
            assert_eq!(again.send().await.json["contact"]["id"], 3);
        }
    }
    let before = (emulator.contacts(), emulator.contacts_of("second"));
    assert!(!emulator.ignored_seeds());
    emulator.shutdown().await;

    let emulator = start(vec![relatel(), relatel()]).await;
    assert!(emulator.ignored_seeds(), "the file has the book");
    assert_eq!(
        (emulator.contacts(), emulator.contacts_of("second")),
        before
    );
    let delete = Raw::authorized(&emulator, "DELETE", "/contacts/3").send();
    assert_eq!(delete.await.status, 200);
    drop(emulator);

    let emulator = start(Vec::new()).await;
    assert_eq!(
        emulator.contacts(),
        [],
        "an emptied book is not seeded again"
    );
    let create = Raw::authorized(&emulator, "POST", "/contacts")
        .json(&json!({"contact": {"name": "N", "number": NUMBER}}));
    assert_eq!(
        create.send().await.json["contact"]["id"],
        4,
        "ids are not used again"
    );
}

#[tokio::test]
async fn odd_contacts_outlive_it_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book");
    let odd = Seed::verbatim([("number", json!("hidden")), ("fax", json!(1))]);
    let shown = async |emulator: &Emulator| {
        Raw::authorized(emulator, "GET", "/contacts")
            .send()
            .await
            .json
    };
    let emulator = Emulator::builder()
        .data(&file)
        .seed([odd])
        .start()
        .await
        .unwrap();
    let before = shown(&emulator).await;
    assert_eq!(before["contacts"][0]["fax"], 1);
    emulator.shutdown().await;
    let emulator = Emulator::builder().data(&file).start().await.unwrap();
    assert_eq!(shown(&emulator).await, before);
}

#[tokio::test]
async fn a_data_file_that_is_none_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("customers.csv");
    std::fs::write(&file, "name,number\nRelatel A/S,4571999999\n").unwrap();
    let before = std::fs::read(&file).unwrap();
    let error = Emulator::builder().data(&file).start().await.unwrap_err();
    let message = error.to_string();
    assert!(message.contains("customers.csv"), "{message}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

/// The process that is killed below; it does nothing when the tests are run.
#[test]
#[ignore = "started by the test that kills it"]
fn serves_until_it_is_killed() {
    let Ok(file) = std::env::var("CONTACTS_TEST_DATA") else {
        return;
    };
    let emulator = Emulator::builder().data(file).start_blocking().unwrap();
    println!("\nurl={}", emulator.url());
    loop {
        std::thread::park();
    }
}

fn serve(file: &Path) -> (Child, String) {
    serve_by(Command::new(std::env::current_exe().unwrap()), file)
}

fn serve_by(mut program: Command, file: &Path) -> (Child, String) {
    let mut child = program
        .args(["--ignored", "--exact", "--nocapture"])
        .arg("data::serves_until_it_is_killed")
        .env("CONTACTS_TEST_DATA", file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("url=").map(str::to_owned));
    (child, url.expect("the emulator starts"))
}

/// A process whose files can be kept from growing, as on a full disk.
#[cfg(target_os = "linux")]
struct Full {
    child: Child,
    client: Client,
}

#[cfg(target_os = "linux")]
impl Full {
    fn start(file: &Path) -> Self {
        let mut shell = Command::new("sh");
        // Who writes too much is told so, and not ended.
        shell.args(["-c", r#"trap "" XFSZ; exec "$0" "$@""#]);
        shell.arg(std::env::current_exe().unwrap());
        let (child, url) = serve_by(shell, file);
        let builder = Client::builder().base_url(url);
        let client = builder
            .token(contacts_emulator::DEFAULT_TOKEN)
            .retry(Retry::never())
            .build();
        Full {
            child,
            client: client.unwrap(),
        }
    }

    fn limit(&self, bytes: Option<u64>) {
        use rustix::process::{Pid, Resource, Rlimit, prlimit};
        let limit = Rlimit {
            current: bytes,
            maximum: None,
        };
        let pid = Pid::from_child(&self.child);
        prlimit(Some(pid), Resource::Fsize, limit).unwrap();
    }

    async fn create(&self, n: u64) -> Result<u64, u16> {
        let new = contacts_api::types::NewContact::builder()
            .name(format!("Contact {n}"))
            .number(format!("45{}", 20_000_000 + n));
        let create = self.client.create_contact().body_map(|it| it.contact(new));
        let answer = create.send().await.map_err(status)?;
        Ok(answer.into_inner().contact.id)
    }

    async fn rename(&self, id: u64, name: &str) -> Result<(), u16> {
        let changes = contacts_api::types::ContactUpdate::builder().name(name.to_owned());
        let update = self.client.update_contact().id(id);
        let update = update.body_map(|it| it.contact(changes));
        update.send().await.map_err(status)?;
        Ok(())
    }

    async fn delete(&self, id: u64) -> Result<(), u16> {
        let delete = self.client.delete_contact().id(id);
        delete.send().await.map_err(status)?;
        Ok(())
    }

    async fn book(&self) -> Vec<(u64, Option<String>)> {
        let contacts = self.client.list_contacts().stream();
        contacts
            .map(|it| it.map(|it| (it.id, it.name)).unwrap())
            .collect()
            .await
    }
}

#[cfg(target_os = "linux")]
fn status(error: impl Into<contacts_api::Error>) -> u16 {
    error.into().status().map_or(0, |it| it.as_u16())
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_a_full_disk_cannot_keep_has_not_happened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book");
    let mut full = Full::start(&file);
    for n in 1..=3 {
        assert_eq!(full.create(n).await, Ok(n));
    }
    let before = full.book().await;
    let length = std::fs::metadata(&file).unwrap().len();
    // Room for less than any change, and for none.
    for room in [20, 0] {
        full.limit(Some(length + room));
        for _ in 0..2 {
            assert_eq!(full.create(4).await, Err(507));
            assert_eq!(full.rename(1, "Another").await, Err(507));
            assert_eq!(full.delete(2).await, Err(507));
            let many: Vec<_> = stream::iter(5..25)
                .map(|n| full.create(n))
                .buffer_unordered(20)
                .collect()
                .await;
            assert_eq!(many, [Err(507); 20]);
            assert_eq!(full.book().await, before, "the book is as it was");
            assert_eq!(std::fs::metadata(&file).unwrap().len(), length);
        }
    }
    full.limit(None);
    assert_eq!(full.create(4).await, Ok(4), "nobody has seen another 4");
    assert_eq!(full.rename(1, "Another").await, Ok(()));
    assert_eq!(full.delete(2).await, Ok(()));
    let after = full.book().await;
    full.child.kill().unwrap();
    full.child.wait().unwrap();

    let mut again = Full::start(&file);
    assert_eq!(again.book().await, after);
    assert_eq!(again.create(5).await, Ok(5), "ids are not used again");
    again.child.kill().unwrap();
    again.child.wait().unwrap();
}

#[tokio::test]
async fn a_data_file_that_is_damaged_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book");
    let start = || Emulator::builder().data(&file).seed(many(2000)).start();
    start().await.unwrap().shutdown().await;
    let whole = std::fs::read(&file).unwrap();
    let mut zeros = whole.clone();
    zeros[8192..12288].fill(0);
    for (bytes, reason) in [
        (whole[..whole.len() / 2].to_vec(), "it was cut off"),
        (zeros, "it is damaged from byte"),
    ] {
        std::fs::write(&file, &bytes).unwrap();
        let message = start().await.unwrap_err().to_string();
        assert!(message.contains("/book cannot be used: "), "{message}");
        assert!(message.contains(reason), "{message}");
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
    }
    std::fs::write(&file, &whole).unwrap();
    assert_eq!(start().await.unwrap().contacts().len(), 2000);
}

#[tokio::test]
async fn every_acknowledged_create_is_there_after_a_kill() {
    const CREATES: u64 = 10_000;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book");
    let (mut child, url) = serve(&file);
    let client = Client::builder()
        .base_url(url)
        .token(contacts_emulator::DEFAULT_TOKEN)
        .retry(Retry::never())
        .build()
        .unwrap();
    let mut answers = stream::iter(1..=CREATES)
        .map(|n| {
            let client = &client;
            async move {
                let new = contacts_api::types::NewContact::builder()
                    .name(format!("Contact {n}"))
                    .number(format!("45{}", 20_000_000 + n));
                let create = client.create_contact().body_map(|it| it.contact(new));
                let contact = create.send().await.ok()?.into_inner().contact;
                Some((contact.id, contact.number))
            }
        })
        .buffer_unordered(64);
    let mut acknowledged = Vec::new();
    let mut lost = 0;
    while let Some(answer) = answers.next().await {
        match answer {
            Some(contact) => acknowledged.push(contact),
            None => lost += 1,
        }
        if acknowledged.len() as u64 == CREATES / 2 {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(lost > 0, "it was killed in the middle");

    let emulator = Emulator::builder().data(&file).start().await.unwrap();
    let kept: std::collections::BTreeMap<_, _> = emulator
        .contacts()
        .into_iter()
        .map(|it| (it.id, it.number))
        .collect();
    for (id, number) in &acknowledged {
        assert_eq!(kept.get(id), Some(number), "contact {id}");
    }
    // One more may be there for each that was under way, but never one twice.
    assert!(kept.len() <= acknowledged.len() + 64, "{}", kept.len());
    let numbers: std::collections::BTreeSet<_> = kept.values().collect();
    assert_eq!(numbers.len(), kept.len());
}
