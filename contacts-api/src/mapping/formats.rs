//! Dates, times, UUIDs and URLs of other crates as feeders: they are sent as texts in the
//! document's formats.

#[allow(unused_imports, reason = "the features decide what is used")]
use super::{Fed, Feeds, FromText, Refused};

/// Lets a value feed every property that accepts its text.
#[allow(unused_macros, reason = "the features decide what is used")]
macro_rules! as_text {
    ($([$($generics:tt)*] $source:ty: $this:ident => $text:expr;)*) => {$(
        impl<$($generics)* P: FromText> Feeds<P> for $source {
            fn feed_ref(&self) -> Result<Fed<P>, Refused> {
                let $this = self;
                P::from_text($text).map(Fed::Value)
            }
        }
    )*};
}

#[cfg(feature = "chrono")]
as_text! {
    [] chrono::NaiveDate: it => it.to_string();
    [Z: chrono::TimeZone,] chrono::DateTime<Z>: it => it.to_rfc3339();
}

#[cfg(feature = "jiff")]
as_text! {
    [] jiff::civil::Date: it => it.to_string();
    [] jiff::Timestamp: it => it.to_string();
    // The zone's name is left out: the format has no place for it.
    [] jiff::Zoned: it => it.timestamp().display_with_offset(it.offset()).to_string();
}

#[cfg(feature = "time")]
as_text! {
    [] time::Date: it => it.to_string();
    [] time::OffsetDateTime: it => match it.format(&time::format_description::well_known::Rfc3339) {
        Ok(text) => text,
        Err(error) => return Err(Refused::new(it, format!("cannot be written as RFC 3339: {error}"))),
    };
}

#[cfg(feature = "uuid")]
as_text! {
    [] uuid::Uuid: it => it.to_string();
}

#[cfg(feature = "url")]
as_text! {
    [] url::Url: it => it.as_str().to_owned();
}
