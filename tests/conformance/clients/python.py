"""The life of a contact, through the client that openapi-generator makes of the document."""

import os

from contacts_generated import ApiClient, Configuration, ContactsApi
from contacts_generated.exceptions import NotFoundException
from contacts_generated.models import (
    ContactUpdate,
    CreateContactRequest,
    NewContact,
    UpdateContactRequest,
)

NUMBER = "4571999999"

configuration = Configuration(
    host=os.environ["CONTACTS_URL"], access_token=os.environ["CONTACTS_TOKEN"]
)
with ApiClient(configuration) as client:
    api = ContactsApi(client)

    contact = NewContact(name="Relatel A/S", number=NUMBER, email="kundeservice@relatel.dk")
    created = api.create_contact(CreateContactRequest(contact=contact)).contact
    assert (created.name, created.number) == ("Relatel A/S", NUMBER), created
    assert created.number_formatted == "71 99 99 99", created

    assert api.get_contact(created.id).contact == created
    assert api.get_contact_by_number(NUMBER).contact == created
    page = api.list_contacts(number=NUMBER, limit=30, id_gt_or_eq=created.id)
    assert page.contacts == [created], page

    update = ContactUpdate(name="Relatel", email=None)
    updated = api.update_contact(created.id, UpdateContactRequest(contact=update)).contact
    assert (updated.name, updated.email) == ("Relatel", None), updated
    assert updated.number == NUMBER, updated

    api.delete_contact(created.id)
    try:
        api.get_contact(created.id)
    except NotFoundException as error:
        assert error.data.success is False, error
    else:
        raise AssertionError("a deleted contact is still there")

print(f"Python client: created, read, listed, changed and deleted contact {created.id}")
