//! The derive for types with several numbers.

/// Maps a type of yours that has several numbers to a contact for each distinct one.
///
/// The same can be written as for [`IntoContact`](derive@crate::IntoContact), and any number of
/// fields may feed the number: texts, integers, and `Option`s and `Vec`s of these.
///
/// ```
/// use contacts_api::IntoContacts;
///
/// #[derive(IntoContacts)]
/// struct Employee {
///     name: String,
///     #[contact(number)]
///     desk: u64,
///     #[contact(number)]
///     others: Vec<String>,
/// }
///
/// let employee = Employee {
///     name: "Hans".into(),
///     desk: 4_571_999_999,
///     others: vec!["4520304050".into(), "4571999999".into()],
/// };
/// let contacts = employee.into_contacts()?;
/// let numbers: Vec<_> = contacts.iter().map(|it| it.number.as_str()).collect();
/// assert_eq!(numbers, ["4571999999", "4520304050"]);
/// # Ok::<(), contacts_api::MappingErrors>(())
/// ```
///
/// The path of a wrong number includes its index: `others[1]`. A record without any number is an
/// error.
#[doc(inline)]
pub use contacts_macros::IntoContacts;
