use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Session {
    name: String,
    number: String,
}

impl Drop for Session {
    fn drop(&mut self) {}
}

// What is copied is not moved.
#[derive(IntoContact)]
struct Copied {
    #[contact(with = Clone::clone)]
    name: String,
    number: u64,
}

impl Drop for Copied {
    fn drop(&mut self) {}
}

fn main() {}
