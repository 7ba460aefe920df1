//! Random sequences of operations, against the simplest book that could be right: a map.

use std::collections::BTreeMap;

use contacts_api::{Client, Error, Nullable, types};
use contacts_emulator::Emulator;
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use tokio::runtime::{Builder, Runtime};

#[derive(Debug, Clone, Default)]
struct Model {
    contacts: BTreeMap<u64, Contact>,
    /// How many were ever created: ids are not used again.
    created: u64,
}

#[derive(Debug, Clone, PartialEq)]
struct Contact {
    name: String,
    number: String,
    email: Option<String>,
}

#[derive(Debug, Clone)]
enum Act {
    Create(Contact),
    /// Several at once.
    CreateMany(Vec<Contact>),
    Get(u64),
    GetByNumber(String),
    Update(u64, Change),
    /// One property each, at once: none is lost.
    UpdateAtOnce(u64, Contact),
    Delete(u64),
    List {
        limit: Option<i64>,
        from: Option<u64>,
        number: Option<String>,
    },
}

#[derive(Debug, Clone)]
struct Change {
    name: Option<String>,
    number: Option<String>,
    email: Option<Nullable<String>>,
}

/// Few numbers, so that contacts share them.
fn number() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        (0..6_u64).prop_map(|n| format!("4520{n:06}")),
        "[1-9][0-9]{2,14}",
    ]
}

fn text() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        "[a-zæøå ]{1,20}",
        "\\PC{1,60}",
        Just("\"\\/\u{1}".to_owned())
    ]
}

fn contact() -> impl Strategy<Value = Contact> + Clone {
    (text(), number(), proptest::option::of(text())).prop_map(|(name, number, email)| Contact {
        name,
        number,
        email,
    })
}

fn change() -> impl Strategy<Value = Change> {
    use proptest::option::of;
    let email = of(text()).prop_map(nullable);
    (of(text()), of(number()), of(email)).prop_map(|(name, number, email)| Change {
        name,
        number,
        email,
    })
}

fn nullable(value: Option<String>) -> Nullable<String> {
    value.map_or(Nullable::Null, Nullable::Value)
}

impl Model {
    fn add(&mut self, contact: Contact) -> u64 {
        self.created += 1;
        self.contacts.insert(self.created, contact);
        self.created
    }

    fn with_number(&self, number: &str) -> Option<(u64, &Contact)> {
        let mut contacts = self.contacts.iter();
        let (id, contact) = contacts.find(|(_, it)| it.number == number)?;
        Some((*id, contact))
    }

    fn page(&self, limit: Option<i64>, from: Option<u64>, number: Option<&str>) -> Vec<u64> {
        self.contacts
            .range(from.unwrap_or(0)..)
            .filter(|(_, it)| number.is_none_or(|number| it.number == number))
            .map(|(id, _)| *id)
            .take(usize::try_from(limit.unwrap_or(10)).unwrap())
            .collect()
    }
}

impl Change {
    fn apply(self, contact: &mut Contact) {
        let Change {
            name,
            number,
            email,
        } = self;
        contact.name = name.unwrap_or_else(|| contact.name.clone());
        contact.number = number.unwrap_or_else(|| contact.number.clone());
        match email {
            None => {}
            Some(Nullable::Null) => contact.email = None,
            Some(Nullable::Value(email)) => contact.email = Some(email),
        }
    }
}

impl ReferenceStateMachine for Model {
    type State = Model;
    type Transition = Act;

    fn init_state() -> BoxedStrategy<Model> {
        Just(Model::default()).boxed()
    }

    fn transitions(state: &Model) -> BoxedStrategy<Act> {
        // Ids that are, that were, and that never were.
        let id = 0..state.created + 3;
        let limit = prop_oneof![Just(None), (1..=100_i64).prop_map(Some), Just(Some(1))];
        let from = proptest::option::of(id.clone());
        let list = (limit, from, proptest::option::of(number()));
        prop_oneof![
            4 => contact().prop_map(Act::Create),
            1 => proptest::collection::vec(contact(), 2..12).prop_map(Act::CreateMany),
            2 => id.clone().prop_map(Act::Get),
            2 => number().prop_map(Act::GetByNumber),
            3 => (id.clone(), change()).prop_map(|(id, change)| Act::Update(id, change)),
            1 => (id.clone(), contact()).prop_map(|(id, to)| Act::UpdateAtOnce(id, to)),
            2 => id.prop_map(Act::Delete),
            3 => list.prop_map(|(limit, from, number)| Act::List { limit, from, number }),
        ]
        .boxed()
    }

    fn apply(mut state: Model, act: &Act) -> Model {
        match act {
            Act::Create(contact) => {
                state.add(contact.clone());
            }
            Act::CreateMany(contacts) => {
                // Which gets which id is not said; the test gives them the ids that they got.
                for contact in contacts {
                    state.add(contact.clone());
                }
            }
            Act::Update(id, change) => {
                if let Some(contact) = state.contacts.get_mut(id) {
                    change.clone().apply(contact);
                }
            }
            Act::UpdateAtOnce(id, to) => {
                if let Some(contact) = state.contacts.get_mut(id) {
                    to.clone().into_change().apply(contact);
                }
            }
            Act::Delete(id) => {
                state.contacts.remove(id);
            }
            Act::Get(_) | Act::GetByNumber(_) | Act::List { .. } => {}
        }
        state
    }
}

impl Contact {
    fn into_change(self) -> Change {
        Change {
            name: Some(self.name),
            number: Some(self.number),
            email: Some(nullable(self.email)),
        }
    }

    fn to_new(&self) -> types::NewContact {
        types::NewContact::builder()
            .name(self.name.as_str())
            .number(self.number.as_str())
            .email(self.email.as_deref())
            .try_into()
            .unwrap()
    }

    fn shown(shown: types::Contact) -> (u64, Contact) {
        let contact = Contact {
            name: shown.name.unwrap(),
            number: shown.number.unwrap(),
            email: shown.email,
        };
        (shown.id, contact)
    }
}

impl Change {
    fn request(self) -> types::UpdateContactRequest {
        let mut contact = types::ContactUpdate::builder();
        if let Some(name) = self.name {
            contact = contact.name(name.as_str());
        }
        if let Some(number) = self.number {
            contact = contact.number(number.as_str());
        }
        contact = match self.email {
            None => contact,
            Some(Nullable::Null) => contact.email(Nullable::Null),
            Some(Nullable::Value(email)) => contact.email(email.as_str()),
        };
        let contact = contact.try_into().unwrap();
        types::UpdateContactRequest { contact }
    }
}

struct Running {
    runtime: Runtime,
    emulator: Emulator,
    client: Client,
}

impl Running {
    /// What an operation gives, `None` if there is no such contact.
    fn found<T, E: Into<Error>>(&self, answer: impl Future<Output = Result<T, E>>) -> Option<T> {
        match self.runtime.block_on(answer).map_err(Into::into) {
            Ok(answer) => Some(answer),
            Err(error) if error.is_not_found() => None,
            Err(error) => panic!("{error}"),
        }
    }

    fn create(&self, contact: &Contact) -> impl Future<Output = (u64, Contact)> + use<'_> {
        let contact = contact.to_new();
        let create = self
            .client
            .create_contact()
            .body(types::CreateContactRequest { contact });
        let create = create.send();
        async move { Contact::shown(create.await.unwrap().into_inner().contact) }
    }
}

impl StateMachineTest for Running {
    type SystemUnderTest = Running;
    type Reference = Model;

    fn init_test(_: &Model) -> Running {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let emulator = Emulator::builder().start_blocking().unwrap();
        let client = emulator.client();
        Running {
            runtime,
            emulator,
            client,
        }
    }

    fn apply(running: Running, model: &Model, act: Act) -> Running {
        let client = &running.client;
        match act {
            Act::Create(contact) => {
                let created = running.runtime.block_on(running.create(&contact));
                assert_eq!(created, (model.created, contact));
            }
            Act::CreateMany(contacts) => {
                let under_way = contacts.iter().map(|it| running.create(it));
                let created = running.runtime.block_on(join_all(under_way));
                for ((_, created), contact) in created.iter().zip(&contacts) {
                    assert_eq!(created, contact);
                }
                // The model has them in the order in which they were sent.
                let count = contacts.len() as u64;
                let mut ids: Vec<_> = created.iter().map(|(id, _)| *id).collect();
                ids.sort_unstable();
                let expected: Vec<_> = (model.created + 1 - count..=model.created).collect();
                assert_eq!(ids, expected);
                for (id, to) in expected.into_iter().zip(contacts) {
                    let body = to.into_change().request();
                    let update = client.update_contact().id(id).body(body).send();
                    running.runtime.block_on(update).unwrap();
                }
            }
            Act::Get(id) => {
                let found = running.found(client.get_contact().id(id).send());
                let found = found.map(|it| Contact::shown(it.into_inner().contact));
                assert_eq!(found, model.contacts.get(&id).map(|it| (id, it.clone())));
            }
            Act::GetByNumber(number) => {
                let get = client.get_contact_by_number().number(number.as_str());
                let found = running.found(get.send());
                let found = found.map(|it| Contact::shown(it.into_inner().contact));
                let expected = model.with_number(&number);
                assert_eq!(found, expected.map(|(id, it)| (id, it.clone())));
            }
            Act::Update(id, change) => {
                let update = client.update_contact().id(id).body(change.request());
                let found = running.found(update.send());
                let found = found.map(|it| Contact::shown(it.into_inner().contact));
                assert_eq!(found, model.contacts.get(&id).map(|it| (id, it.clone())));
            }
            Act::UpdateAtOnce(id, to) => {
                let Change {
                    name,
                    number,
                    email,
                } = to.into_change();
                let empty = Change {
                    name: None,
                    number: None,
                    email: None,
                };
                let changes = [
                    Change {
                        name,
                        ..empty.clone()
                    },
                    Change {
                        number,
                        ..empty.clone()
                    },
                    Change { email, ..empty },
                ];
                let updates = changes
                    .map(|change| client.update_contact().id(id).body(change.request()).send());
                let answers = running.runtime.block_on(join_all(updates));
                let there = model.contacts.contains_key(&id);
                assert!(answers.iter().all(|it| it.is_ok() == there));
            }
            Act::Delete(id) => {
                let before = running.emulator.contacts().iter().any(|it| it.id == id);
                let found = running.found(client.delete_contact().id(id).send());
                assert_eq!(found.is_some(), before);
                assert!(
                    running
                        .found(client.delete_contact().id(id).send())
                        .is_none()
                );
            }
            Act::List {
                limit,
                from,
                number,
            } => {
                let mut list = client.list_contacts();
                if let Some(limit) = limit {
                    list = list.limit(limit);
                }
                if let Some(from) = from {
                    list = list.id_gt_or_eq(from);
                }
                if let Some(number) = &number {
                    list = list.number(number.as_str());
                }
                let page = running.found(list.send()).unwrap().into_inner().contacts;
                let ids: Vec<_> = page.iter().map(|it| it.id).collect();
                assert_eq!(ids, model.page(limit, from, number.as_deref()));
            }
        }
        running
    }

    fn check_invariants(running: &Running, model: &Model) {
        let contacts = running.emulator.contacts().into_iter();
        let contacts: BTreeMap<_, _> = contacts.map(Contact::shown).collect();
        assert_eq!(contacts, model.contacts);
    }
}

prop_state_machine! {
    #![proptest_config(Config {
        cases: 64,
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn the_emulator_is_the_model(sequential 1..40 => Running);
}
