use serde_json::{Map, Value};

use super::Layout;

/// One contact without its id, packed: for each stored property, in the layout's order, the length of its
/// JSON and the JSON itself; length 0 is a property without a value. After them comes an object of the
/// properties that the document does not name, if such are kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PackedContact(Box<[u8]>);

const FIELDS: u8 = 0;
const VERBATIM: u8 = 1;

impl PackedContact {
    /// Packs the properties that the layout stores; others are left out.
    pub(crate) fn pack(layout: &Layout, properties: &Map<String, Value>) -> Self {
        let mut bytes = vec![FIELDS];
        for name in layout.stored() {
            let value = properties.get(name).filter(|it| !it.is_null());
            let json = value.map(Value::to_string);
            let json = json.as_deref().unwrap_or_default().as_bytes();
            push_length(&mut bytes, json.len());
            bytes.extend_from_slice(json);
        }
        if let Some(others) = layout.others(properties) {
            let json = Value::Object(others).to_string();
            push_length(&mut bytes, json.len());
            bytes.extend_from_slice(json.as_bytes());
        }
        PackedContact(bytes.into_boxed_slice())
    }

    /// Returns a contact that is shown exactly as it is written here.
    pub(crate) fn verbatim(properties: &Map<String, Value>) -> Self {
        let mut bytes = vec![VERBATIM];
        bytes.extend_from_slice(Value::Object(properties.clone()).to_string().as_bytes());
        PackedContact(bytes.into_boxed_slice())
    }

    pub(crate) fn is_verbatim(&self) -> bool {
        self.0.first() == Some(&VERBATIM)
    }

    /// Returns the JSON object, if this is shown exactly as it is written.
    pub(crate) fn as_verbatim(&self) -> Option<&[u8]> {
        match self.0.split_first() {
            Some((&VERBATIM, json)) => Some(json),
            _ => None,
        }
    }

    /// Returns the JSON of each stored property; empty if it has no value.
    pub(crate) fn fields(&self) -> Fields<'_> {
        match self.0.split_first() {
            Some((&FIELDS, bytes)) => Fields(bytes),
            _ => Fields(&[]),
        }
    }

    /// Returns the stored properties.
    pub(crate) fn properties(&self, layout: &Layout) -> Map<String, Value> {
        if let Some(json) = self.as_verbatim() {
            return serde_json::from_slice(json).unwrap_or_default();
        }
        let mut fields = self.fields();
        let named = layout.stored().zip(fields.by_ref());
        let mut properties: Map<_, _> = named
            .filter_map(|(name, json)| Some((name.to_owned(), serde_json::from_slice(json).ok()?)))
            .collect();
        let others = fields.next().map(serde_json::from_slice::<Map<_, _>>);
        properties.extend(others.and_then(Result::ok).unwrap_or_default());
        properties
    }

    /// Writes it as JSON for the data file: with the properties' names, since the document may change in
    /// between; an id that was given is one of the properties.
    pub(crate) fn write_stored(&self, out: &mut Vec<u8>, layout: &Layout, given: Option<&str>) {
        let id = layout.id().zip(given);
        if let (None, Some(json)) = (id, self.as_verbatim()) {
            return out.extend_from_slice(json);
        }
        let mut properties = self.properties(layout);
        properties.extend(id.map(|(name, id)| (name.to_owned(), id.into())));
        out.extend_from_slice(Value::Object(properties).to_string().as_bytes());
    }

    /// Reads a contact from the data file, with the id that was given.
    ///
    /// # Errors
    ///
    /// If it is not a JSON object.
    pub(crate) fn from_stored(
        layout: &Layout,
        json: &[u8],
        is_verbatim: bool,
    ) -> Result<(Self, Option<Box<str>>), &'static str> {
        let mut properties: Map<String, Value> =
            serde_json::from_slice(json).map_err(|_| "a contact in it is not a JSON object")?;
        // The document may have had other ids when this was written.
        let id = layout.id().filter(|_| !layout.ids.is_number());
        let id = id.and_then(|it| properties.shift_remove(it));
        let given = id.as_ref().and_then(Value::as_str).map(Box::from);
        let packed = if is_verbatim {
            PackedContact::verbatim(&properties)
        } else {
            PackedContact::pack(layout, &properties)
        };
        Ok((packed, given))
    }

    /// Returns this contact with some properties changed.
    pub(crate) fn with(&self, layout: &Layout, changes: Map<String, Value>) -> Self {
        let mut properties = self.properties(layout);
        properties.extend(changes);
        if self.is_verbatim() {
            PackedContact::verbatim(&properties)
        } else {
            PackedContact::pack(layout, &properties)
        }
    }
}

pub(crate) struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = pop_length(self.0)?;
        let (json, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(json)
    }
}

/// Writes a length, seven bits in each byte, the lowest first; most properties are shorter than 128
/// bytes.
fn push_length(bytes: &mut Vec<u8>, mut length: usize) {
    loop {
        let [low, ..] = length.to_le_bytes();
        length >>= 7;
        if length == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}

fn pop_length(mut bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (mut length, mut shift) = (0, 0);
    loop {
        let (first, rest) = bytes.split_first()?;
        length |= usize::from(first & 0x7f) << shift;
        bytes = rest;
        if first & 0x80 == 0 {
            return Some((length, bytes));
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_every_size_come_back() {
        for length in [0, 1, 127, 128, 300, 16_383, 16_384, 2_000_000] {
            let mut bytes = Vec::new();
            push_length(&mut bytes, length);
            bytes.push(9);
            assert_eq!(pop_length(&bytes), Some((length, &[9][..])), "{length}");
        }
    }
}
