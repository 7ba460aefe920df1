//! The tables in the reference of the derive.

/// What can be written on a field, and above a type.
macro_rules! what_can_be_written {
    () => {
        r#"| on a field | |
|---|---|
| `PROP` | [this field feeds the property](#fields) |
| `with = path` | [a function makes its value](#functions): `fn(&T) -> P` |
| `try_with = path` | the same for one that can fail: `fn(&T) -> Result<P, E>` |
| `default = value` | [what to use for `None`](#none) |
| `skip` | [this field feeds nothing](#fields) |
| `skip_if = path` | [this value feeds nothing](#functions): `fn(&T) -> bool` |
| `flatten` | [the field is itself a contact](#parts), or an `Option` of one |
| `region = "DK"`, `region = field` | [how its numbers are written](#numbers); a field without a name is named by its place, `region = 2` |
| `sensitive` | [its value is in no error](#errors) |

| above the type | |
|---|---|
| `PROP = "{first} {last}"` | [composed from fields](#parts) |
| `PROP, with = path` | made from the whole value; other options may follow too |
| `update` | [also an update](#none) |
| `none = "keep"`, `none = "clear"` | [what `None` means in an update](#none) |
| `deny_unmapped` | [every field must be mapped or skipped](#fields) |
| `crate = path` | [where contacts-api is](#elsewhere), if it is not `::contacts_api` |"#
    };
}
pub(super) use what_can_be_written;

/// What feeds what.
macro_rules! what_feeds_what {
    () => {
        "| the property is | its type in the payload | what feeds it |
|---|---|---|
| a text | `String`, [`Text`](crate::Text) | `&str`, `String`, `Box<str>`, `Cow<str>`, `Text`, `Checked`, `PhoneNumber`, the types of formats |
| a text with a format or a pattern | [`Checked`](crate::Checked) | the same |
| a phone number | [`PhoneNumber`](crate::PhoneNumber) | texts, integers, `PhoneNumber` |
| one of listed texts or numbers | [`Listed`](crate::Listed) | texts, integers, the generated enumeration (`types::Kind`), `Listed` |
| a whole number | `u64`, `i64`, [`Bounded`](crate::Bounded) | integers of all sizes, `Bounded` |
| a number | `f64` | `f32`, `f64`, integers that it holds exactly |
| a flag | `bool` | `bool` |
| a list | `Vec<T>` | `Vec`, arrays, slices, `VecDeque`, `BTreeSet`, `HashSet` (in no order) of what feeds `T` |
| a map | `BTreeMap<String, T>` | `BTreeMap`, `HashMap` with keys of text, of what feeds `T` |
| an object | a generated struct | that struct, alone or in a `Box`; else its [members](#members) |
| anything | `serde_json::Value`, `Map` | `Value`, `Map`, texts, numbers, flags, and lists and maps of these |

What feeds a property feeds it in an `Option`, a [`Nullable`](crate::Nullable), a `Box`, an `Rc`, an
`Arc` and by reference too. With the features of these names, types of other crates are the texts of
their formats:

| feature | types | text |
|---|---|---|
| `chrono` | `NaiveDate`; `DateTime` | `2026-11-24`; `2026-11-24T12:00:00+01:00` |
| `jiff` | `civil::Date`; `Timestamp`, `Zoned` | the same |
| `time` | `Date`; `OffsetDateTime` | the same |
| `uuid` | `Uuid` | `018f2f3e-7b1c-7000-8000-000000000001` |
| `url` | `Url` | `https://www.relatel.dk/` |"
    };
}
pub(super) use what_feeds_what;
