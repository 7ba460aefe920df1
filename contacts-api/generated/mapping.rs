draft! {
    create : crate ::types::NewContact => crate ::types::CreateContactRequest; payload =>
    crate ::types::CreateContactRequest { contact : payload }; { email = "email" : crate
    ::Text < 1, 255 > => optional, name = "name" : crate ::Text < 1, 255 > => required,
    number = "number" : crate ::PhoneNumber => required, } {} each number = "number" =>
    required
}
draft! {
    update : crate ::types::ContactUpdate => crate ::types::UpdateContactRequest; payload
    => crate ::types::UpdateContactRequest { contact : payload }; { email = "email" :
    crate ::Text < 1, 255 > => clearable, name = "name" : crate ::Text < 1, 255 > =>
    optional, number = "number" : crate ::PhoneNumber => optional, } {}
}
enveloped! {
    crate ::types::NewContact, crate ::types::builder::NewContact => crate
    ::types::CreateContactRequest; payload => crate ::types::CreateContactRequest {
    contact : payload }
}
enveloped! {
    crate ::types::ContactUpdate, crate ::types::builder::ContactUpdate => crate
    ::types::UpdateContactRequest; payload => crate ::types::UpdateContactRequest {
    contact : payload }
}
