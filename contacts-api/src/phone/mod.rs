//! Reads phone numbers as people write them, with libphonenumber's numbering plans.

mod danish;
mod parsed;
mod spelling;

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumberFormat, Region, ValidationError,
    get_national_significant_number_owned,
};

use crate::{NumberError, PhoneNumber, is_region};
use parsed::Read;
use spelling::{Dialled, Whole};

pub use parsed::{NumberWarning, ParsedNumber};

/// The longest text that is looked at, in bytes; libphonenumber has the same limit.
const MAX_TEXT: usize = 250;

impl PhoneNumber {
    /// Reads a number as people write it, where a number without a country calling code is one of
    /// `region` (ISO 3166-1 alpha-2, either case).
    ///
    /// Grouping, brackets, `(0)`, `00`, `tel:` links, spreadsheet decimals (`71999999.0`),
    /// non-breaking spaces and full-width digits are understood. Every possible number is accepted,
    /// whether or not its range is in use; an extension is dropped.
    /// [`parse_with_warnings`](Self::parse_with_warnings) reports both.
    ///
    /// # Errors
    ///
    /// The reason why the text is not one phone number that others can call. See [`NumberError`].
    ///
    /// ```
    /// use contacts_api::{NumberError, PhoneNumber};
    ///
    /// assert_eq!(PhoneNumber::parse_in("+45 71 99 99 99", "DK")?, "4571999999");
    /// assert_eq!(PhoneNumber::parse_in("71999999", "DK")?, "4571999999");
    /// assert_eq!(PhoneNumber::parse_in("+46 (0)70 041 38 12", "DK")?, "46700413812");
    /// assert_eq!(PhoneNumber::parse_in("71999999 Hans", "DK"), Err(NumberError::Letters));
    /// # Ok::<(), NumberError>(())
    /// ```
    pub fn parse_in(text: &str, region: &str) -> Result<Self, NumberError> {
        Ok(read(text, region_of(region)?)?.number)
    }

    /// Reads a number as [`parse_in`](Self::parse_in) does, and says what is doubtful about it.
    ///
    /// # Errors
    ///
    /// As with [`parse_in`](Self::parse_in).
    ///
    /// ```
    /// use contacts_api::{NumberWarning, PhoneNumber};
    ///
    /// let parsed = PhoneNumber::parse_with_warnings("12 34 56 78 lokal 12", "DK")?;
    /// assert_eq!(parsed.number, "4512345678");
    /// assert_eq!(parsed.warnings, [NumberWarning::NotInPlan, NumberWarning::ExtensionDropped]);
    /// # Ok::<(), contacts_api::NumberError>(())
    /// ```
    pub fn parse_with_warnings(text: &str, region: &str) -> Result<ParsedNumber, NumberError> {
        Ok(read(text, region_of(region)?)?.into())
    }

    /// Reads each number of a text that may hold several, such as `71999999 / 71999998`.
    ///
    /// There is one result for each number, in the order of the text, and always at least one: an
    /// empty text gives [`NumberError::Empty`]. The same number twice is given twice.
    ///
    /// ```
    /// use contacts_api::PhoneNumber;
    ///
    /// let numbers = PhoneNumber::split_in("71 99 99 99 / +46 70 041 38 12", "DK");
    /// let numbers = numbers.into_iter().collect::<Result<Vec<_>, _>>()?;
    /// assert_eq!(numbers, ["4571999999", "46700413812"]);
    /// # Ok::<(), contacts_api::NumberError>(())
    /// ```
    #[must_use]
    pub fn split_in(text: &str, region: &str) -> Vec<Result<Self, NumberError>> {
        let parsed = Self::split_with_warnings(text, region).into_iter();
        parsed.map(|it| Ok(it?.number)).collect()
    }

    /// Reads each number of a text as [`split_in`](Self::split_in) does, and says what is doubtful
    /// about it.
    ///
    /// ```
    /// use contacts_api::{NumberWarning, PhoneNumber};
    ///
    /// let numbers = PhoneNumber::split_with_warnings("71 99 99 99 / 12 34 56 78", "DK");
    /// assert!(numbers[0].as_ref().is_ok_and(|it| it.warnings.is_empty()));
    /// assert_eq!(numbers[1].as_ref().unwrap().warnings, [NumberWarning::NotInPlan]);
    /// ```
    #[must_use]
    pub fn split_with_warnings(text: &str, region: &str) -> Vec<Result<ParsedNumber, NumberError>> {
        let region = match region_of(region) {
            Ok(region) => region,
            Err(error) => return vec![Err(error)],
        };
        if let Some(number) = danish::read(text, region) {
            return vec![Ok(Read::certain(number).into())];
        }
        let text = match legible(text) {
            Ok(text) => text,
            Err(error) => return vec![Err(error)],
        };
        divide(&text, region)
            .into_iter()
            .map(|part| Ok(read_one(part, region)?.into()))
            .collect()
    }

    /// Returns the number as it is written inside its country, as in the API's `number_formatted`.
    ///
    /// Digits that no numbering plan knows are returned unchanged.
    ///
    /// ```
    /// use contacts_api::PhoneNumber;
    ///
    /// let number: PhoneNumber = "4571999999".parse()?;
    /// assert_eq!(number.national(), "71 99 99 99");
    /// # Ok::<(), contacts_api::NumberError>(())
    /// ```
    #[must_use]
    pub fn national(&self) -> String {
        let digits = self.as_str();
        danish_pairs(digits)
            .or_else(|| {
                let number = PHONE_NUMBER_UTIL.parse(format!("+{digits}"), None).ok()?;
                let possible = PHONE_NUMBER_UTIL.is_possible_number(&number);
                possible.then(|| number.format_as(PhoneNumberFormat::National).into_owned())
            })
            .unwrap_or_else(|| digits.to_owned())
    }
}

/// Returns the national format of digits as the API stores them, such as `71 99 99 99` for
/// `4571999999`.
///
/// Anything else, such as the legacy entry `hidden`, is returned unchanged.
///
/// ```
/// use contacts_api::format_national;
///
/// assert_eq!(format_national("4571999999"), "71 99 99 99");
/// assert_eq!(format_national("hidden"), "hidden");
/// ```
#[must_use]
pub fn format_national(digits: &str) -> String {
    match digits.parse::<PhoneNumber>() {
        Ok(number) => number.national(),
        Err(_) => digits.to_owned(),
    }
}

/// Returns the Danish format without libphonenumber, over fifty times faster: most numbers of a
/// phone book are Danish.
fn danish_pairs(digits: &str) -> Option<String> {
    let national = digits.strip_prefix("45")?;
    // Denmark assigns no number that begins with 0 or 1, and libphonenumber does not group one.
    if national.len() != 8 || national.starts_with(['0', '1']) {
        return None;
    }
    let mut text = String::with_capacity(11);
    for at in (0..8).step_by(2) {
        if at > 0 {
            text.push(' ');
        }
        text.push_str(&national[at..at + 2]);
    }
    Some(text)
}

fn region_of(code: &str) -> Result<Region, NumberError> {
    Region::from_code(code)
        .ok()
        .filter(|_| is_region(code))
        .ok_or_else(|| NumberError::UnknownRegion {
            region: code.chars().take(20).collect(),
        })
}

fn read(text: &str, region: Region) -> Result<Read, NumberError> {
    match danish::read(text, region) {
        Some(number) => Ok(Read::certain(number)),
        None => read_long(text, region),
    }
}

fn read_long(text: &str, region: Region) -> Result<Read, NumberError> {
    let text = legible(text)?;
    match divide(&text, region).as_slice() {
        [part] => read_one(part, region),
        parts => Err(if parts.iter().any(|part| is_remark(part)) {
            NumberError::Letters
        } else {
            NumberError::SeveralNumbers
        }),
    }
}

/// Returns the text in plain characters, if it may hold a number.
fn legible(text: &str) -> Result<String, NumberError> {
    let text = text.trim();
    if text.len() > MAX_TEXT {
        return Err(if text.contains(char::is_alphabetic) {
            NumberError::Letters
        } else {
            NumberError::TooLong { calling_code: None }
        });
    }
    let text = spelling::tidy(text);
    if text.is_empty() {
        Err(NumberError::Empty)
    } else {
        Ok(text)
    }
}

/// Returns whether this is a name or note beside a number.
fn is_remark(part: &str) -> bool {
    !part.contains(|c: char| c.is_ascii_digit())
}

/// Divides a text into the texts of its numbers: at least one, and only one unless the division is
/// certain.
fn divide(text: &str, region: Region) -> Vec<&str> {
    let mut numbers = Vec::new();
    for part in spelling::parts(text) {
        let doubtful = spelling::doubtful_parts(part);
        if doubtful.len() > 1 && are_several(part, &doubtful, region) {
            numbers.extend(doubtful);
        } else {
            numbers.extend(divide_at_spaces(part, region));
        }
    }
    if numbers.is_empty() {
        numbers.push(text);
    }
    numbers
}

/// Returns whether the parts at `/` or `,` are numbers of their own: `71999999/71999998` in Denmark
/// holds two, `030/22223333` in Germany is one.
fn are_several(whole: &str, parts: &[&str], region: Region) -> bool {
    let is_in_plan = |text| read_one(text, region).is_ok_and(|read| read.in_plan);
    is_in_plan(parts[0])
        || (!is_in_plan(whole) && parts.iter().all(|part| read_one(part, region).is_ok()))
}

/// Divides `71 99 99 99 71 99 99 98`, which is too long to be one number, where this leaves only
/// numbers.
fn divide_at_spaces(text: &str, region: Region) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.contains(' ') && matches!(read_one(rest, region), Err(error) if is_length(&error)) {
        let number = rest.match_indices(' ').map(|(at, _)| rest.split_at(at));
        let Some((number, after)) = number
            .filter(|(number, _)| !is_remark(number))
            .find(|(number, _)| read_one(number, region).is_ok_and(|read| read.in_plan))
        else {
            return vec![text];
        };
        parts.push(number);
        rest = after.trim_start();
    }
    if !parts.is_empty() && read_one(rest, region).is_err() {
        return vec![text];
    }
    parts.push(rest);
    parts
}

fn is_length(error: &NumberError) -> bool {
    matches!(
        error,
        NumberError::TooLong { .. } | NumberError::WrongLength { .. }
    )
}

/// Reads a text that holds one number.
fn read_one(text: &str, region: Region) -> Result<Read, NumberError> {
    if spelling::is_placeholder(text) {
        return Err(NumberError::Placeholder);
    }
    if spelling::is_scientific(text) {
        return Err(NumberError::Scientific);
    }
    match spelling::whole(text) {
        Some(Whole::Certain(whole)) => look_up(&spelling::dialled(whole)?, region),
        Some(Whole::Likely(whole)) => look_up(&spelling::dialled(whole)?, region)
            .or_else(|_| look_up(&spelling::dialled(text)?, region)),
        None => look_up(&spelling::dialled(text)?, region),
    }
}

/// Asks the numbering plan first for what was written, then for what may have been meant by it.
fn look_up(dialled: &Dialled, region: Region) -> Result<Read, NumberError> {
    let mut found = plan(&dialled.text, region);
    if !is_in_plan(&found)
        && let Some(without) = &dialled.without_trunk_zero
    {
        found = plan(without, region).or(found);
    }
    // `00` is also understood in regions that have another international prefix.
    if !is_in_plan(&found)
        && let Some(rest) = dialled.text.strip_prefix("00")
    {
        let international = plan(&format!("+{rest}"), region);
        if is_in_plan(&international) {
            found = international;
        }
    }
    if !is_in_plan(&found) && is_short_code(dialled) {
        found = Err(NumberError::ShortCode);
    }
    found.map(|(number, in_plan)| Read {
        number,
        in_plan,
        extension: dialled.extension,
    })
}

fn is_in_plan(found: &Result<(PhoneNumber, bool), NumberError>) -> bool {
    matches!(found, Ok((_, true)))
}

/// Returns whether this is a short code such as `112`, `1813` or `116117`: in national form, with
/// few digits. The longer ones begin with 1 in every plan; other numbers of that length miss a
/// digit.
fn is_short_code(dialled: &Dialled) -> bool {
    let digits = dialled.text.as_str();
    !dialled.is_international()
        && !digits.starts_with('0')
        && (digits.len() <= 4 || (digits.len() <= 6 && digits.starts_with('1')))
}

/// Looks up these digits in the numbering plans; returns the number and whether its range is in
/// use.
fn plan(digits: &str, region: Region) -> Result<(PhoneNumber, bool), NumberError> {
    let util = &*PHONE_NUMBER_UTIL;
    let parsed = util.parse(digits, Some(region)).map_err(|error| {
        let calling_code = (!digits.starts_with('+'))
            .then(|| util.get_country_code_for_region(region))
            .flatten()
            .and_then(|code| code.try_into().ok());
        match error {
            ParseError::InvalidCountryCode => NumberError::UnknownCallingCode,
            ParseError::TooLongNsn => NumberError::TooLong { calling_code },
            // Plain digits can only fail in one other way: they are too few.
            _ => NumberError::TooShort { calling_code },
        }
    })?;

    let code = u16::try_from(parsed.country_code).map_err(|_| NumberError::UnknownCallingCode)?;
    let calling_code = Some(code);
    match util.is_possible_number_with_reason(&parsed) {
        Ok(NumberLengthType::IsPossible) => {}
        Ok(NumberLengthType::IsPossibleLocalOnly) => {
            return Err(NumberError::AreaCodeMissing { calling_code: code });
        }
        Err(ValidationError::TooShort) => return Err(NumberError::TooShort { calling_code }),
        Err(ValidationError::TooLong) => return Err(NumberError::TooLong { calling_code }),
        Err(ValidationError::InvalidLength) => {
            return Err(NumberError::WrongLength { calling_code: code });
        }
        Err(ValidationError::InvalidCountryCode) => return Err(NumberError::UnknownCallingCode),
    }

    let international = format!("+{code}{}", get_national_significant_number_owned(&parsed));
    let number = international[1..].parse()?;
    // The service returns the number as it was sent, so reading that must give the same number.
    if international != digits && util.parse(&international, None).as_ref() != Ok(&parsed) {
        return Err(NumberError::Ambiguous);
    }
    Ok((number, util.is_valid_number(&parsed)))
}
