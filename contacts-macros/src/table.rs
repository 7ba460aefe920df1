//! What the document says about a contact's properties; `contacts_openapi::derive_table` writes it.

include!(concat!(env!("CONTACTS_GENERATED"), "/table.rs"));

/// The payload that an operation sends.
#[derive(Clone, Copy)]
pub struct Payload {
    /// The place in the document that describes it.
    pub place: &'static str,
}

/// A property that can be sent.
#[derive(Debug)]
pub struct Property {
    /// Its path from the payload: `address.zip`.
    pub path: &'static str,
    /// Its name in the document.
    pub name: &'static str,
    pub create: Option<Slot>,
    pub update: Option<Slot>,
    /// The members of an object that can be sent, each by a path of its own.
    pub members: &'static [Property],
}

/// A property in one of the payloads.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what the document says, each apart from the others"
)]
pub struct Slot {
    /// Its field in the generated types.
    pub field: &'static str,
    /// The fields of the objects that contain it, beginning at the payload.
    pub within: &'static [&'static str],
    pub required: bool,
    pub nullable: bool,
    /// Whether its value may be of any kind, including `null`.
    pub free: bool,
    /// Whether its value is a phone number.
    pub phone: bool,
    /// The place in the document that describes it.
    pub place: &'static str,
}

/// A property that the service sets.
pub struct ReadOnly {
    pub path: &'static str,
    pub name: &'static str,
    /// Its field in the generated types.
    pub field: &'static str,
    pub place: &'static str,
}

impl ReadOnly {
    /// Returns its path, ending in the name that it has in Rust.
    fn in_rust(&self) -> String {
        match self.path.strip_suffix(self.name) {
            Some(parent) => format!("{parent}{}", self.field),
            None => self.path.to_owned(),
        }
    }
}

impl Property {
    pub fn is_phone(&self) -> bool {
        self.slots().any(|slot| slot.phone)
    }

    /// Returns whether this is the number, of which a record with several numbers has several.
    pub fn is_the_number(&self) -> bool {
        Some(self.path) == NUMBER
    }

    pub fn is(&self, other: &Property) -> bool {
        self.path == other.path
    }

    /// Returns its slot in the update, if that can clear it; a value of any kind can be `null`,
    /// too.
    pub fn clearable(&self) -> Option<&Slot> {
        self.update
            .as_ref()
            .filter(|slot| slot.nullable || slot.free)
    }

    /// Returns whether it is in an object, and not in the payload itself.
    pub fn is_member(&self) -> bool {
        self.slots().any(|it| !it.within.is_empty())
    }

    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        [&self.create, &self.update].into_iter().flatten()
    }

    /// Returns its place in the document.
    pub fn place(&self) -> &'static str {
        self.slots().map(|it| it.place).next().unwrap_or(DOCUMENT)
    }

    /// Returns whether it has this name, in the document or in Rust.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.slots().any(|it| it.field == name)
    }

    /// Returns the part of a path after the property's own name.
    fn after<'p>(&self, path: &'p str) -> Option<&'p str> {
        let fields = self.slots().map(|it| it.field);
        let mut names = std::iter::once(self.name).chain(fields);
        names.find_map(|it| path.strip_prefix(it)?.strip_prefix('.'))
    }

    /// Returns whether the other one is a part of it, however deep.
    pub fn contains(&self, other: &Property) -> bool {
        let mut members = self.members.iter();
        members.any(|it| it.path == other.path || it.contains(other))
    }
}

/// Returns the property with this name, in the document or in Rust.
pub fn property(name: &str) -> Option<&'static Property> {
    called(PROPERTIES, name)
}

/// Returns the property with this name in the document or, if there is none, in Rust: different names in the
/// document (`fooBar`, `foo_bar`) may be the same in Rust.
fn called(among: &'static [Property], name: &str) -> Option<&'static Property> {
    let exact = among.iter().find(|it| it.name == name);
    exact.or_else(|| among.iter().find(|it| it.is_called(name)))
}

/// Returns the property with this path, its segments named as in the document or in Rust; otherwise the
/// object that the path leads to, if any, and the unknown rest of the path.
pub fn find(path: &str) -> Result<&'static Property, (Option<&'static Property>, &str)> {
    let (mut object, mut rest): (Option<&Property>, _) = (None, path);
    loop {
        let among = object.map_or(PROPERTIES, |it| it.members);
        if let Some(property) = called(among, rest) {
            return Ok(property);
        }
        // A name may have dots in it, so the path is not split at the first one.
        let next = among.iter().find_map(|it| Some((it, it.after(rest)?)));
        let Some((property, after)) = next else {
            return Err((object, rest));
        };
        (object, rest) = (Some(property), after);
    }
}

/// Returns the paths of all properties that are phone numbers.
pub fn phones(among: &'static [Property]) -> Vec<&'static str> {
    let mut phones = Vec::new();
    for property in among {
        phones.extend(property.is_phone().then_some(property.path));
        phones.extend(self::phones(property.members));
    }
    phones
}

/// Returns where the document says that the service sets this property.
pub fn read_only(path: &str) -> Option<&'static str> {
    let is_it = |it: &&ReadOnly| it.path == path || it.in_rust() == path;
    READ_ONLY.iter().find(is_it).map(|it| it.place)
}

/// Returns the number, of which a record with several numbers has several.
pub fn number() -> Option<&'static Property> {
    PROPERTIES.iter().find(|it| it.is_the_number())
}
