//! What the document says of a contact's properties; `build/table.rs` writes it.

include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// What an operation sends.
pub struct Payload {
    /// The envelope's type.
    pub envelope: &'static str,
    /// The type in the envelope.
    pub schema: &'static str,
    /// Where the document describes that type.
    pub place: &'static str,
}

/// A property that a payload has.
#[derive(Debug)]
pub struct Property {
    /// Its name in the document.
    pub name: &'static str,
    /// Its field in the generated types.
    pub field: &'static str,
    pub create: Option<Slot>,
    pub update: Option<Slot>,
}

/// A property in one of the payloads.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what the document says, each apart from the others"
)]
pub struct Slot {
    pub required: bool,
    pub nullable: bool,
    pub read_only: bool,
    /// Its value is a phone number.
    pub phone: bool,
    /// Where the document describes it.
    pub place: &'static str,
}

/// A property that the service sets.
pub struct ReadOnly {
    pub name: &'static str,
    pub place: &'static str,
}

impl Property {
    pub fn writable(&self) -> bool {
        self.slots().any(|slot| !slot.read_only)
    }

    pub fn is_phone(&self) -> bool {
        self.slots().any(|slot| slot.phone)
    }

    /// Must a contact have it to be created?
    pub fn required(&self) -> Option<&Slot> {
        self.create
            .as_ref()
            .filter(|slot| slot.required && !slot.read_only)
    }

    /// Can an update clear it?
    pub fn clearable(&self) -> Option<&Slot> {
        self.update
            .as_ref()
            .filter(|slot| slot.nullable && !slot.read_only)
    }

    fn slots(&self) -> impl Iterator<Item = &Slot> {
        [&self.create, &self.update].into_iter().flatten()
    }
}

/// The properties that can be fed.
pub fn writable() -> impl Iterator<Item = &'static Property> {
    PROPERTIES.iter().filter(|property| property.writable())
}

/// The property with this name, in the document or in Rust.
pub fn property(name: &str) -> Option<&'static Property> {
    writable().find(|it| it.name == name || it.field == name)
}

/// Where the document says that the service sets this property.
pub fn read_only(name: &str) -> Option<&'static str> {
    let sent = PROPERTIES
        .iter()
        .find(|it| (it.name == name || it.field == name) && !it.writable());
    match sent {
        Some(property) => property.slots().map(|slot| slot.place).next(),
        None => READ_ONLY
            .iter()
            .find(|it| it.name == name)
            .map(|it| it.place),
    }
}

/// The property that a record with several numbers has several of.
pub fn number() -> Option<&'static Property> {
    writable().find(|it| Some(it.name) == NUMBER)
}
