//! What a request accepts as its body.

use std::fmt::Display;
use std::rc::Rc;
use std::sync::Arc;

/// A value that can be the body `B` of a request.
///
/// It is implemented by everything that converts into the body: the body itself, the payload in it, the
/// builders of both, values of types that derive [`IntoContact`](derive@crate::IntoContact), references to
/// them, and a `Box`, `Rc` or `Arc` of one.
///
/// ```no_run
/// use std::sync::Arc;
///
/// use contacts_api::types::NewContact;
/// use contacts_api::{Client, IntoContact};
///
/// #[derive(IntoContact)]
/// struct Supplier {
///     name: String,
///     number: u64,
/// }
///
/// # async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let supplier = Arc::new(Supplier { name: "Relatel A/S".into(), number: 4_571_999_999 });
/// client.create_contact().body(Arc::clone(&supplier)).send().await?;
/// client.create_contact().body(supplier.to_contact()?).send().await?;
/// let contact = NewContact::builder().name("Relatel A/S").number("4571999999");
/// client.create_contact().body(contact).send().await?;
/// # Ok(())
/// # }
/// ```
///
/// `By` is how the value is converted; the compiler infers it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the body of this request",
    label = "this is not `{B}`, and nothing says how it becomes one",
    note = "where the body is a contact, derive it for a type of yours: `#[derive(contacts_api::IntoContact)]`, \
            for an update with `#[contact(update)]`"
)]
pub trait IntoBody<B, By> {
    /// Makes the body.
    ///
    /// # Errors
    ///
    /// The document forbids a value: a sentence for each.
    fn into_body(self) -> Result<B, String>;
}

/// The value has its own conversion.
#[derive(Debug)]
pub struct ByConversion;

/// The value's content is mapped.
#[derive(Debug)]
pub struct ByContent;

#[diagnostic::do_not_recommend]
impl<V, B> IntoBody<B, ByConversion> for V
where
    V: TryInto<B>,
    V::Error: Display,
{
    #[inline]
    fn into_body(self) -> Result<B, String> {
        self.try_into().map_err(|reason| reason.to_string())
    }
}

#[diagnostic::do_not_recommend]
impl<V, B> IntoBody<B, ByContent> for Box<V>
where
    V: TryInto<B>,
    V::Error: Display,
{
    fn into_body(self) -> Result<B, String> {
        (*self).try_into().map_err(|reason| reason.to_string())
    }
}

/// Writes the implementations for pointers, whose content is mapped by reference.
macro_rules! by_reference {
    ($([$($lifetime:lifetime)?] $holder:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($lifetime,)? V, B, E> IntoBody<B, ByContent> for $holder
        where
            for<'v> &'v V: TryInto<B, Error = E>,
            E: Display,
        {
            fn into_body(self) -> Result<B, String> {
                let content: &V = &self;
                content.try_into().map_err(|reason: E| reason.to_string())
            }
        }
    )*};
}

by_reference!([] Rc<V>, [] Arc<V>, ['a] &'a Rc<V>, ['a] &'a Arc<V>, ['a] &'a Box<V>);

/// Lets a payload and its builder be the body that contains the payload.
#[allow(unused_macros, reason = "a document may have no envelope")]
macro_rules! enveloped {
    ($payload:ty, $builder:ty => $body:ty; $key:ident => $made:expr) => {
        impl ::core::convert::From<$payload> for $body {
            fn from($key: $payload) -> Self {
                $made
            }
        }

        impl ::core::convert::TryFrom<$builder> for $body {
            type Error = crate::types::error::ConversionError;

            fn try_from(builder: $builder) -> ::core::result::Result<Self, Self::Error> {
                <$payload>::try_from(builder).map(Self::from)
            }
        }
    };
}
#[allow(unused_imports, reason = "a document may have no envelope")]
pub(crate) use enveloped;
