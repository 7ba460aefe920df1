use contacts_api::{Client, IntoContact};

struct Customer {
    name: String,
}

#[derive(IntoContact)]
struct Supplier {
    name: String,
    number: u64,
}

async fn send(client: Client, customer: Customer, supplier: Supplier) {
    let _ = client.create_contact().body(&customer).send().await;
    let _ = client.create_once(customer).await;
    let _ = client.update_contact().id(7).body(supplier).send().await;
}

fn main() {}
