/// A contact as it is read.
pub type Contact = crate::types::Contact;
/// The property of a contact that is its number.
pub(crate) const CONTACT_NUMBER: Option<&str> = Some("number");
pub(crate) fn id(contact: &Contact) -> Option<ContactId> {
    let value = &contact.id;
    Some(ContactId::from(Clone::clone(value)))
}
pub(crate) fn number(contact: &Contact) -> Option<Cow<'_, str>> {
    let value = contact.number.as_ref()?;
    Some(Cow::Borrowed(value.as_str()))
}
///What a contact is created of.
pub type NewContact = crate::types::NewContact;
pub(crate) type CreateBody = crate::types::CreateContactRequest;
pub(crate) fn create_body(payload: NewContact) -> CreateBody {
    crate::types::CreateContactRequest {
        contact: payload,
    }
}
/// The place of the payload in the body of a create, as a JSON pointer.
pub(crate) const PAYLOAD: &str = "/contact";
/// The property of the payload that is the number.
pub(crate) const NUMBER: Option<&str> = Some("number");
/// Creates a contact with one request, without looking it up.
pub(crate) async fn create(
    client: &Client,
    body: CreateBody,
) -> Result<Option<Contact>, Error> {
    let answer = client.create_contact().body(body).send().await?.into_inner();
    let answer = answer.contact;
    Ok(Some(answer))
}
///What of a contact is changed.
pub type ContactUpdate = crate::types::ContactUpdate;
pub(crate) type UpdateBody = crate::types::UpdateContactRequest;
pub(crate) fn update_body(payload: ContactUpdate) -> UpdateBody {
    crate::types::UpdateContactRequest {
        contact: payload,
    }
}
crate::mapping::changes!(crate ::types::ContactUpdate);
/// The properties that are sent and are phone numbers: two that differ only in spelling are the
/// same.
pub(crate) const NUMBERS: &[&str] = &["number"];
pub(crate) async fn update(
    client: &Client,
    id: &ContactId,
    body: UpdateBody,
) -> Result<Option<Contact>, Error> {
    let answer = client
        .update_contact()
        .id(id.number())
        .body(body)
        .send()
        .await?
        .into_inner();
    let answer = answer.contact;
    Ok(Some(answer))
}
pub(crate) async fn get(
    client: &Client,
    id: &ContactId,
) -> Result<Option<Contact>, Error> {
    let answer = client.get_contact().id(id.number()).send().await?.into_inner();
    let answer = answer.contact;
    Ok(Some(answer))
}
/// Whether there is an operation that gets a contact by its number.
pub(crate) const GETS_BY_NUMBER: bool = true;
pub(crate) async fn get_by_number(
    client: &Client,
    number: &str,
) -> Result<Option<Contact>, Error> {
    let answer = client
        .get_contact_by_number()
        .number(number.to_owned())
        .send()
        .await?
        .into_inner();
    let answer = answer.contact;
    Ok(Some(answer))
}
pub(crate) async fn delete(client: &Client, id: &ContactId) -> Result<(), Error> {
    client.delete_contact().id(id.number()).send().await?;
    Ok(())
}
pub(crate) type ListRequest<'a> = crate::builder::ListContacts<'a>;
pub(crate) fn list(client: &Client) -> Result<ListRequest<'_>, Error> {
    Ok(client.list_contacts())
}
pub(crate) fn list_by_number<'a>(
    client: &'a Client,
    number: &str,
) -> Result<Option<ListRequest<'a>>, Error> {
    Ok(Some(client.list_contacts().number(number.to_owned())))
}
impl crate::pages::Request for ListRequest<'_> {
    type Item = Contact;
    fn sized(self, wanted: Option<u64>) -> Self {
        const MOST: Option<u64> = Some(100u64);
        let size = match (wanted, MOST) {
            (Some(wanted), Some(most)) => Some(wanted.min(most)),
            (wanted, most) => wanted.or(most),
        };
        match size {
            Some(size) if matches!(self.limit, Ok(None)) => self.limit(size),
            _ => self,
        }
    }
    const CURSOR: crate::pages::Cursor = crate::pages::Cursor::Id {
        inclusive: true,
        ascending: true,
    };
    fn first(&self) -> Option<ContactId> {
        match &self.id_gt_or_eq {
            Ok(Some(id)) => Some(ContactId::from(id.to_string())),
            _ => None,
        }
    }
    fn at(self, at: &crate::pages::At) -> Self {
        match at {
            crate::pages::At::Id(id) => self.id_gt_or_eq(id.number()),
            crate::pages::At::Count(_) => self,
        }
    }
    async fn read(self) -> Result<Vec<Contact>, Error> {
        let answer = self.send().await?.into_inner();
        let answer = answer.contacts;
        Ok(answer)
    }
    fn id(contact: &Contact) -> Option<ContactId> {
        id(contact)
    }
}
crate::pages::streams!(ListContacts);
