//! Traits that are there for what the compiler says: each names what to write instead.

use std::marker::PhantomData;

use super::IntoContactUpdate;

/// Stands for the feature `phone`.
#[derive(Debug)]
pub struct Phone;

/// Is only there with the feature `phone`, so that `region` without it says what is missing.
#[diagnostic::on_unimplemented(
    message = "`region` needs the feature `phone` of contacts-api",
    label = "without it, numbers are E.164 digits only",
    note = "turn it on in Cargo.toml: `contacts-api = {{ version = \"…\", features = [\"phone\"] }}`"
)]
pub trait ReadsRegions {}

#[cfg(feature = "phone")]
impl ReadsRegions for Phone {}

/// Stands for a `Result` with this error: of the `Result` itself the compiler would say the general
/// sentence only.
#[derive(Debug)]
pub struct Failing<E>(PhantomData<E>);

/// Is implemented by nothing: what `with` gives is no `Result`.
#[diagnostic::on_unimplemented(
    message = "a `Result` cannot feed this property: a function that can fail is named by `try_with`, not by `with`",
    label = "this can fail",
    note = "write `#[contact(PROPERTY, try_with = path)]`; for a field that is a `Result` itself, \
            `#[contact(PROPERTY, try_with = Clone::clone)]`"
)]
pub trait CannotFail {}

/// What `try_with` gives.
#[diagnostic::on_unimplemented(
    message = "`try_with` takes a function that can fail, and this one gives `{Self}`: name it by `with`",
    label = "this gives no `Result`",
    note = "write `#[contact(PROPERTY, with = path)]`"
)]
pub trait Outcome {
    /// What the function gives if it does not fail.
    type Value;
    /// What it says if it does.
    type Error;

    /// Looks at the result.
    ///
    /// # Errors
    ///
    /// What the function says if it fails.
    fn as_result(&self) -> Result<&Self::Value, &Self::Error>;

    /// Takes the result.
    ///
    /// # Errors
    ///
    /// What the function says if it fails.
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

/// Is implemented by what has another use for `update` than `IntoContacts`.
#[diagnostic::on_unimplemented(
    message = "`update` has no effect on `IntoContacts`, which makes no updates",
    label = "nothing derives an update here",
    note = "remove `update`, or derive `IntoContact` too"
)]
pub trait AlsoUpdates {}

#[diagnostic::do_not_recommend]
impl<T: IntoContactUpdate> AlsoUpdates for T {}

/// Asks that another derive makes use of `update`.
#[inline]
pub const fn also_updates<T: AlsoUpdates>() {}

/// A type of which parts of the types `M` are moved out.
#[derive(Debug)]
pub struct Taken<T, M>(PhantomData<(T, M)>);

#[allow(
    drop_bounds,
    reason = "it is asked whether there is a `Drop`, not whether anything is dropped"
)]
impl<T: Drop, M> Taken<T, M> {
    /// Is found before the method of `NoDrop`, and asks for what is not there.
    pub const fn apart()
    where
        M: CanBeCopied,
    {
    }

    /// The same of a contact that is held.
    pub const fn held()
    where
        M: CanBeHeld,
    {
    }
}

/// Is what is found for a type without `Drop`.
pub trait NoDrop {
    /// Is fine. It is named and not called, so that nothing is compiled for it.
    fn apart() {}

    /// Is fine, too.
    fn held() {}
}

impl<T, M> NoDrop for Taken<T, M> {}

/// What can be taken out of a type that implements `Drop`.
#[diagnostic::on_unimplemented(
    message = "this type implements `Drop`, so no field can be moved out of it: copy each field that is mapped, \
               `#[contact(PROPERTY, with = Clone::clone)]`",
    label = "nothing can be moved out of this type"
)]
pub trait CanBeCopied {}

#[diagnostic::do_not_recommend]
impl<M: Copy> CanBeCopied for M {}

/// A contact that can be taken out of a type that implements `Drop`.
#[diagnostic::on_unimplemented(
    message = "this type implements `Drop`, so the contact that it holds cannot be moved out: hold it by reference, \
               or feed each property from above the type, `#[contact(PROPERTY, with = path)]`",
    label = "nothing can be moved out of this type"
)]
pub trait CanBeHeld {}

#[diagnostic::do_not_recommend]
impl<M: Copy> CanBeHeld for M {}
