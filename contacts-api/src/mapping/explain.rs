//! Traits that exist for the compiler's messages: each says what to write instead.

use std::marker::PhantomData;

use super::IntoContactUpdate;

/// Stands for the feature `phone`.
#[derive(Debug)]
pub struct Phone;

/// Implemented only with the feature `phone`, so that the compiler says what `region` needs without
/// it.
#[diagnostic::on_unimplemented(
    message = "`region` needs the feature `phone` of contacts-api",
    label = "without it, numbers are E.164 digits only",
    note = "turn it on in Cargo.toml: `contacts-api = {{ version = \"…\", features = [\"phone\"] }}`"
)]
pub trait ReadsRegions {}

#[cfg(feature = "phone")]
impl ReadsRegions for Phone {}

/// Stands for a `Result` with this error; for `Result` itself the compiler would print only its
/// general message.
#[derive(Debug)]
pub struct Failing<E>(PhantomData<E>);

/// Implemented by nothing: a function of `with` must not return a `Result`.
#[diagnostic::on_unimplemented(
    message = "a `Result` cannot feed this property: a function that can fail is named by `try_with`, not by `with`",
    label = "this can fail",
    note = "write `#[contact(PROPERTY, try_with = path)]`; for a field that is a `Result` itself, \
            `#[contact(PROPERTY, try_with = Clone::clone)]`"
)]
pub trait CannotFail {}

/// The result of a function of `try_with`.
#[diagnostic::on_unimplemented(
    message = "`try_with` takes a function that can fail, and this one gives `{Self}`: name it by `with`",
    label = "this gives no `Result`",
    note = "write `#[contact(PROPERTY, with = path)]`"
)]
pub trait Outcome {
    /// The function's value if it succeeds.
    type Value;
    /// The function's error if it fails.
    type Error;

    /// Borrows the result.
    ///
    /// # Errors
    ///
    /// The function's error.
    fn as_result(&self) -> Result<&Self::Value, &Self::Error>;

    /// Takes the result.
    ///
    /// # Errors
    ///
    /// The function's error.
    fn into_result(self) -> Result<Self::Value, Self::Error>;
}

impl<T, E> Outcome for Result<T, E> {
    type Value = T;
    type Error = E;

    fn as_result(&self) -> Result<&T, &E> {
        self.as_ref()
    }

    fn into_result(self) -> Self {
        self
    }
}

/// Implemented by types with another derive that uses `update`, beside `IntoContacts`.
#[diagnostic::on_unimplemented(
    message = "`update` has no effect on `IntoContacts`, which makes no updates",
    label = "nothing derives an update here",
    note = "remove `update`, or derive `IntoContact` too"
)]
pub trait AlsoUpdates {}

#[diagnostic::do_not_recommend]
impl<T: IntoContactUpdate> AlsoUpdates for T {}

/// Requires that another derive uses `update`.
#[inline]
pub const fn also_updates<T: AlsoUpdates>() {}

/// A type from which parts of the types `M` are moved out.
#[derive(Debug)]
pub struct Taken<T, M>(PhantomData<(T, M)>);

#[allow(
    drop_bounds,
    reason = "it is asked whether there is a `Drop`, not whether anything is dropped"
)]
impl<T: Drop, M> Taken<T, M> {
    /// Takes precedence over the method of `NoDrop`, and requires that the moved parts can be copied.
    pub const fn apart()
    where
        M: CanBeCopied,
    {
    }

    /// Does the same for a held contact.
    pub const fn held()
    where
        M: CanBeHeld,
    {
    }
}

/// Provides the methods that are found for a type without `Drop`.
pub trait NoDrop {
    /// Does nothing. It is named and not called, so that no code is compiled for it.
    fn apart() {}

    /// Does nothing either.
    fn held() {}
}

impl<T, M> NoDrop for Taken<T, M> {}

/// Implemented by fields that can be taken out of a type that implements `Drop`: those that are `Copy`.
#[diagnostic::on_unimplemented(
    message = "this type implements `Drop`, so no field can be moved out of it: copy each field that is mapped, \
               `#[contact(PROPERTY, with = Clone::clone)]`",
    label = "nothing can be moved out of this type"
)]
pub trait CanBeCopied {}

#[diagnostic::do_not_recommend]
impl<M: Copy> CanBeCopied for M {}

/// Implemented by held contacts that can be taken out of a type that implements `Drop`: those that are
/// `Copy`.
#[diagnostic::on_unimplemented(
    message = "this type implements `Drop`, so the contact that it holds cannot be moved out: hold it by reference, \
               or feed each property from above the type, `#[contact(PROPERTY, with = path)]`",
    label = "nothing can be moved out of this type"
)]
pub trait CanBeHeld {}

#[diagnostic::do_not_recommend]
impl<M: Copy> CanBeHeld for M {}
