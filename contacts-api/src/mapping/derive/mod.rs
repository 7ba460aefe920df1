//! The derives, with their reference; the macros themselves are in `contacts-macros`.

mod several;
mod tables;

pub use several::IntoContacts;
use tables::{what_can_be_written, what_feeds_what};

/// Maps a type of yours to a contact, checked against the API's document when it is compiled.
///
/// It implements [`IntoContact`](trait@crate::IntoContact), with `update` also
/// [`IntoContactUpdate`](crate::IntoContactUpdate), and the conversions into the bodies of requests, so that
/// the value itself, a reference to it, or a `Box`, `Rc` or `Arc` of it can be sent:
///
/// ```no_run
/// use contacts_api::{Client, IntoContact};
///
/// #[derive(IntoContact)]
/// #[contact(update, none = "clear")]
/// struct Customer {
///     customer_id: u64,
///     #[contact(name)]
///     full_name: String,
///     #[contact(number)]
///     phone: String,
///     email: Option<String>,
/// }
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::from_env()?;
/// let customer = Customer {
///     customer_id: 17,
///     full_name: "Relatel A/S".into(),
///     phone: "4571999999".into(),
///     email: None,
/// };
/// client.create_contact().body(&customer).send().await?;
/// client.update_contact().id(7).body(&customer).send().await?;
/// # Ok(())
/// # }
/// ```
///
/// The properties of a contact come from the document only (`openapi/contacts.yaml`, or a team's own document
/// with `CONTACTS_OPENAPI`): a property that is added there can be fed here, and a required one must be.
///
/// # What can be written
///
/// A field that is named as a property feeds it; all other fields are ignored. `#[contact(…)]` sets
/// everything else. `PROP` is a property, such as `email`, or a [member of one](#members), such as
/// `address.zip`, by its name in the document or in Rust; a name that is not an identifier, or that is also
/// the name of an option, is written in quotes: `#[contact("cost-centre")]`.
///
#[doc = what_can_be_written!()]
///
/// A mistake is a compiler error at its place that says what to write; all of them are shown at once.
///
/// # Fields
///
/// ```
/// # use contacts_api::IntoContact;
/// #[derive(IntoContact)]
/// #[contact(deny_unmapped)]
/// struct Supplier {
///     name: String,
///     #[contact(number)]
///     phone: u64,
///     #[contact(skip)]
///     email: Vec<u8>,
/// }
///
/// let supplier = Supplier { name: "Relatel".into(), phone: 4_571_999_999, email: vec![] };
/// assert_eq!(supplier.into_contact()?.number, "4571999999");
/// # Ok::<(), contacts_api::MappingErrors>(())
/// ```
///
/// A value that the document forbids is an error when it is mapped.
///
/// # What feeds what
///
#[doc = what_feeds_what!()]
///
/// For any other type there are [functions](#functions). A type that has `Display` takes
/// `with = ToString::to_string`; a type that is a text, such as `SmolStr` or a newtype with `AsRef<str>`, takes
/// `with = AsRef::<str>::as_ref`. Your own type can implement [`Feeds`](crate::mapping::Feeds).
///
/// ```
/// # use contacts_api::IntoContact;
/// struct Title(Box<str>);
///
/// impl AsRef<str> for Title {
///     fn as_ref(&self) -> &str {
///         &self.0
///     }
/// }
///
/// #[derive(IntoContact)]
/// struct Book {
///     #[contact(name, with = AsRef::<str>::as_ref)]
///     title: Title,
///     number: u64,
/// }
///
/// let book = Book { title: Title("Telefonbogen".into()), number: 4_571_999_999 };
/// assert_eq!(book.into_contact()?.name, "Telefonbogen");
/// # Ok::<(), contacts_api::MappingErrors>(())
/// ```
///
/// # Members
///
/// A member of an object is fed by its path, however deep it is. Where the document gives contacts a
/// `country`, and an `address` with `street`, `zip` and `post-box`:
///
/// ```text
/// #[derive(IntoContact)]
/// #[contact(address.zip = "{country}-{zip}")]
/// struct Customer {
///     name: String,
///     number: u64,
///     #[contact(address.street)]
///     road: String,
///     #[contact(country)]
///     country: String,
///     zip: u16,
///     #[contact("address.post-box")]
///     letters: Option<u16>,
/// }
/// ```
///
/// An object with a member that is fed needs every member that the document requires. It is left out if
/// everything that feeds it is `None`. It is fed either by its members or as a whole, by a field of its
/// generated type, but not both. In a [flattened](#parts) contact, an object that the outer type feeds
/// replaces the inner type's whole.
///
/// # Functions
///
/// A function gets a reference to the field or, written above the type, to the whole value. It is a path or a
/// closure; the function may take what the reference derefs to, such as `&str`.
///
/// ```
/// # use contacts_api::IntoContact;
/// #[derive(IntoContact)]
/// #[contact(email, with = Self::mail)]
/// struct Employee {
///     #[contact(name, with = str::trim)]
///     full_name: String,
///     #[contact(number, try_with = full_number)]
///     extension: u32,
///     #[contact(skip)]
///     initials: String,
/// }
///
/// impl Employee {
///     fn mail(&self) -> Option<String> {
///         (!self.initials.is_empty()).then(|| format!("{}@relatel.dk", self.initials))
///     }
/// }
///
/// fn full_number(extension: &u32) -> Result<String, String> {
///     match extension {
///         0..100 => Ok(format!("45719999{extension:02}")),
///         _ => Err("is not an extension of ours".to_owned()),
///     }
/// }
///
/// let employee = |extension| Employee {
///     full_name: " Hans ".into(),
///     extension,
///     initials: "hh".into(),
/// };
/// let contact = employee(7).into_contact()?;
/// assert_eq!((contact.name.as_str(), contact.number.as_str()), ("Hans", "4571999907"));
/// let error = employee(100).into_contact().unwrap_err();
/// assert_eq!(error.to_string(), "extension (number) \"100\": is not an extension of ours");
/// # Ok::<(), contacts_api::MappingErrors>(())
/// ```
///
/// `skip_if` leaves a single value out, such as the empty cells of a table:
///
/// ```
/// # use contacts_api::IntoContact;
/// #[derive(IntoContact)]
/// struct Row {
///     name: String,
///     number: String,
///     #[contact(skip_if = String::is_empty)]
///     email: String,
/// }
///
/// let row = Row { name: "Hans".into(), number: "4571999999".into(), email: String::new() };
/// assert_eq!(row.into_contact()?.email, None);
/// # Ok::<(), contacts_api::MappingErrors>(())
/// ```
///
/// A function borrows, so it also works for a type that implements `Drop`, from which nothing can
/// be moved out:
///
/// ```
/// # use contacts_api::IntoContact;
/// #[derive(IntoContact)]
/// struct Session {
///     #[contact(name, with = Clone::clone)]
///     user: String,
///     #[contact(number, with = Clone::clone)]
///     phone: String,
/// }
///
/// impl Drop for Session {
///     fn drop(&mut self) {
///         self.user.clear();
///     }
/// }
///
/// let session = Session { user: "Hans".into(), phone: "4571999999".into() };
/// assert_eq!(session.into_contact()?.name, "Hans");
/// # Ok::<(), contacts_api::MappingErrors>(())
/// ```
///
/// # Parts
///
/// A text above the type is composed as `format!` does, of fields only. `flatten` takes what a
/// field's own type maps; what the outer type feeds itself takes precedence, unless `skip_if` skips
/// it. A field that is `None` gives nothing.
///
/// ```
/// # use contacts_api::IntoContact;
/// #[derive(IntoContact)]
/// #[contact(name = "{first} {last} ({company})")]
/// struct Person {
///     first: String,
///     last: String,
///     company: String,
///     #[contact(number)]
///     phone: String,
/// }
///
/// #[derive(IntoContact)]
/// struct Account {
///     #[contact(flatten)]
///     owner: Person,
///     #[contact(email)]
///     login: String,
/// }
///
/// let account = |phone: &str| Account {
///     owner: Person {
///         first: "Hanne".into(),
///         last: "Hansen".into(),
///         company: "Relatel".into(),
///         phone: phone.into(),
///     },
///     login: "hanne@relatel.dk".into(),
/// };
/// assert_eq!(account("4571999999").into_contact()?.name, "Hanne Hansen (Relatel)");
/// let errors = account("+45").into_contact().unwrap_err();
/// assert_eq!(errors.iter().next().unwrap().path(), "owner.phone");
/// # Ok::<(), contacts_api::MappingErrors>(())
/// ```
///
/// A struct with one unnamed field, and an enum whose variants hold one value each, are mapped as
/// what they hold. In a generic type, a mapped field may have the type of a parameter.
///
/// ```
/// # use contacts_api::IntoContact;
/// #[derive(IntoContact)]
/// struct Shop<N> {
///     name: N,
///     number: u64,
/// }
///
/// #[derive(IntoContact)]
/// struct Partner(Shop<String>);
///
/// #[derive(IntoContact)]
/// enum Party {
///     Shop(Shop<&'static str>),
///     Partner(Partner),
/// }
///
/// let party = Party::Shop(Shop { name: "Kiosk", number: 4_571_999_999 });
/// assert_eq!(party.into_contact()?.name, "Kiosk");
/// # Ok::<(), contacts_api::MappingErrors>(())
/// ```
///
/// # None
///
/// A contact is created without the optional properties that are `None`. If a required one is
/// `None`, that is an error of the record, unless it has a `default`.
///
/// A member of an object that is `None` is cleared as a property is; the object itself is not, unless
/// it is fed whole.
///
/// With `update`, `None` keeps the value of a property that an update cannot clear. For a property that it
/// can clear, the type must say what `None` means, so that nothing is cleared or kept by oversight. A field
/// that is `None` sends its `default` if it has one, and a skipped field is never sent. An
/// `Option<Option<T>>` or an `Option<Nullable<T>>` has all three states itself, whatever `none` says: `None`
/// keeps the property, `Some(None)` clears it.
///
/// ```
/// # use contacts_api::{IntoContact, IntoContactUpdate};
/// #[derive(IntoContact)]
/// #[contact(update, none = "clear")]
/// struct Lead {
///     #[contact(default = "unknown")]
///     name: Option<String>,
///     number: String,
///     email: Option<String>,
/// }
///
/// let lead = Lead { name: None, number: "4571999999".into(), email: None };
/// let update = serde_json::to_value(lead.to_contact_update()?)?;
/// assert_eq!(
///     update,
///     serde_json::json!({ "name": "unknown", "number": "4571999999", "email": null }),
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`changes_to_contact`](crate::IntoContactUpdate::changes_to_contact) makes an update with only
/// what differs from the stored contact.
///
/// # Numbers
///
/// Without `region`, a number must be in the document's form: E.164 digits, with or without a `+`, or a whole
/// number. With `region`, which needs the feature `phone`, it is read as people write it there, and so is its
/// `default`; a field that says the region may be an `Option`, and a number without one must begin with `+`.
///
/// ```
/// # #[cfg(feature = "phone")]
/// # fn example() -> Result<(), contacts_api::MappingErrors> {
/// # use contacts_api::IntoContact;
/// #[derive(IntoContact)]
/// struct Customer {
///     name: String,
///     #[contact(number, region = country)]
///     phone: String,
///     country: Option<String>,
/// }
///
/// let customer = |phone: &str, country: Option<&str>| Customer {
///     name: "Hans".into(),
///     phone: phone.into(),
///     country: country.map(str::to_owned),
/// };
/// assert_eq!(customer("71 99 99 99", Some("DK")).into_contact()?.number, "4571999999");
/// assert_eq!(customer("+45 71999999", None).into_contact()?.number, "4571999999");
/// assert!(customer("71999999", None).into_contact().is_err());
/// # Ok(())
/// # }
/// # #[cfg(feature = "phone")]
/// # example().unwrap();
/// ```
///
/// # Errors
///
/// [`MappingErrors`](crate::MappingErrors) has all that is wrong with a record: a line each, with the
/// field, the property if it has another name, the value and the reason. The value of a field that
/// is `sensitive` is kept out of them. What is wrong in a list or a map has its place there:
/// `tags[2]`, `labels.colour`.
///
/// ```
/// # use contacts_api::IntoContact;
/// #[derive(IntoContact)]
/// struct Patient {
///     #[contact(sensitive)]
///     name: String,
///     #[contact(number)]
///     phone: Option<String>,
///     email: String,
/// }
///
/// let patient = Patient { name: "n".repeat(256), phone: None, email: String::new() };
/// assert_eq!(
///     patient.into_contact().unwrap_err().to_string(),
///     "name: has 256 characters: at most 255 are allowed\n\
///      phone (number): has no value, and a contact needs one\n\
///      email \"\": is empty: give it at least one character",
/// );
/// ```
///
/// # Elsewhere
///
/// A crate that shows this one to its users under a name of its own lets them say it:
///
/// ```
/// mod phone_book {
///     pub mod api {
///         pub use contacts_api::*;
///     }
/// }
///
/// #[derive(phone_book::api::IntoContact)]
/// #[contact(crate = phone_book::api)]
/// struct Supplier {
///     name: String,
///     number: String,
/// }
/// ```
#[doc(inline)]
pub use contacts_macros::IntoContact;
