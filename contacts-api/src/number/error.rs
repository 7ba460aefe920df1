use std::fmt;

/// Why a text is not a phone number.
///
/// The message is the rest of a sentence and leaves the value out, since that may be sensitive:
/// whoever shows it writes the value, or its field, before it.
///
/// ```
/// # use contacts_api::PhoneNumber;
/// let reason = "71999999 Hans".parse::<PhoneNumber>().unwrap_err();
/// assert_eq!(
///     format!("Telefon {reason}"),
///     "Telefon has letters in it: keep the number only, and names and notes in other fields",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberError {
    /// The text is empty, or has no visible characters.
    Empty,
    /// A word or sign for a missing or withheld number: `anonymous`, `ukendt`, `-`, `n/a`.
    Placeholder,
    /// Letters, other than those that name an extension or a `tel:` link.
    Letters,
    /// A character that no phone number has.
    Symbol(char),
    /// A spreadsheet wrote it as `4,572E+09`, and the last digits are gone.
    Scientific,
    /// More than one number.
    SeveralNumbers,
    /// A number such as `112`, which only works inside a country's own network.
    ShortCode,
    /// A `+` in front, which the API does not accept.
    LeadingPlus,
    /// A 0 in front, with which no country calling code begins.
    LeadingZero,
    /// A country calling code that is not in use.
    UnknownCallingCode,
    /// Too few digits: for the country, or for any number.
    TooShort {
        /// The country calling code, such as 45, when it is known.
        calling_code: Option<u16>,
    },
    /// Too many digits: for the country, or for any number.
    TooLong {
        /// The country calling code, such as 45, when it is known.
        calling_code: Option<u16>,
    },
    /// A length between the country's shortest and longest that none of its numbers has.
    WrongLength {
        /// The country calling code, such as 47.
        calling_code: u16,
    },
    /// A local number, which can only be called from its own area.
    AreaCodeMissing {
        /// The country calling code, such as 1.
        calling_code: u16,
    },
    /// Digits that are one number as they are written and another when they are read back.
    Ambiguous,
    /// The region to read the number in does not exist: it is not an ISO 3166-1 alpha-2 code.
    UnknownRegion {
        /// The region as it was given, at most 20 characters of it.
        region: String,
    },
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// ` for a number under +45`, or nothing if the country is not known.
        struct For(Option<u16>);

        impl fmt::Display for For {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.0 {
                    Some(code) => write!(f, " for a number under +{code}"),
                    None => f.write_str(" for a phone number"),
                }
            }
        }

        match self {
            Self::Empty => f.write_str("is empty: write a phone number, such as 4571999999"),
            Self::Placeholder => f.write_str(
                "stands for a missing or withheld number: find the number, or leave it empty",
            ),
            Self::Letters => f.write_str(
                "has letters in it: keep the number only, and names and notes in other fields",
            ),
            Self::Symbol(symbol) => write!(
                f,
                "has {symbol:?} in it, which is not part of a phone number: keep the digits only"
            ),
            Self::Scientific => f.write_str(
                "was rounded by a spreadsheet, so digits are lost: format its column as text and \
                 enter the number again",
            ),
            Self::SeveralNumbers => f.write_str(
                "holds more than one number: keep one, or give each a row or field of its own",
            ),
            Self::ShortCode => f.write_str(
                "is a short code, which works inside one country's network only: write a full \
                 phone number",
            ),
            Self::LeadingPlus => f.write_str(
                "begins with +: write the country calling code without it, as in 4571999999",
            ),
            Self::LeadingZero => f.write_str(
                "begins with 0: begin with the country calling code and without 00, as in \
                 4571999999",
            ),
            Self::UnknownCallingCode => f.write_str(
                "begins with a country calling code that is not in use: check the digits after + \
                 or 00",
            ),
            Self::TooShort { calling_code } => write!(
                f,
                "has too few digits{}: check that none is missing",
                For(*calling_code)
            ),
            Self::TooLong { calling_code } => write!(
                f,
                "has too many digits{}: check that none was added, and begin a number of another \
                 country with + and its calling code",
                For(*calling_code)
            ),
            Self::WrongLength { calling_code } => write!(
                f,
                "has a number of digits that no number under +{calling_code} has: check that none \
                 is missing or was added"
            ),
            Self::AreaCodeMissing { calling_code } => write!(
                f,
                "works in its own area under +{calling_code} only: put the area code before it"
            ),
            Self::Ambiguous => f.write_str(
                "can be read as two different numbers: write it with + and its country calling \
                 code",
            ),
            Self::UnknownRegion { region } => write!(
                f,
                "cannot be read, because its region is {region:?}: give a two-letter country code, \
                 such as DK"
            ),
        }
    }
}

impl std::error::Error for NumberError {}
