use contacts_api::IntoContact;

type Name = String;
type Maybe<T> = Option<T>;

#[derive(IntoContact)]
struct Customer {
    #[contact(default = "unknown")]
    name: Name,
    number: u64,
    #[contact(default = "nobody@example.dk")]
    email: Maybe<String>,
}

fn main() {}
