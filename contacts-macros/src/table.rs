//! What the document says of a contact's properties; `derive` in contacts-codegen writes it.

include!(concat!(env!("CONTACTS_GENERATED"), "/table.rs"));

/// What an operation sends.
#[derive(Clone, Copy)]
pub struct Payload {
    /// Where the document describes it.
    pub place: &'static str,
}

/// A property that can be sent.
#[derive(Debug)]
pub struct Property {
    /// How it is reached from the payload: `address.zip`.
    pub path: &'static str,
    /// Its name in the document.
    pub name: &'static str,
    pub create: Option<Slot>,
    pub update: Option<Slot>,
    /// What can be sent of an object, each by a path of its own.
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
    /// The fields of the objects that it is in, from the payload on.
    pub within: &'static [&'static str],
    pub required: bool,
    pub nullable: bool,
    /// Its value is of any kind, and `null` is one of them.
    pub free: bool,
    /// Its value is a phone number.
    pub phone: bool,
    /// Where the document describes it.
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
    /// Its path with the name that it has in Rust.
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

    /// Is it the property that a record with several numbers has several of?
    pub fn is_the_number(&self) -> bool {
        Some(self.path) == NUMBER
    }

    pub fn is(&self, other: &Property) -> bool {
        self.path == other.path
    }

    /// Can an update clear it?
    /// What is of any kind can be `null`, too.
    pub fn clearable(&self) -> Option<&Slot> {
        self.update
            .as_ref()
            .filter(|slot| slot.nullable || slot.free)
    }

    /// Is it in an object, and not in the payload itself?
    pub fn is_member(&self) -> bool {
        self.slots().any(|it| !it.within.is_empty())
    }

    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        [&self.create, &self.update].into_iter().flatten()
    }

    /// Its place in the document.
    pub fn place(&self) -> &'static str {
        self.slots().map(|it| it.place).next().unwrap_or(DOCUMENT)
    }

    /// Is it called so, in the document or in Rust?
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.slots().any(|it| it.field == name)
    }

    /// What of a path follows the property's own name.
    fn after<'p>(&self, path: &'p str) -> Option<&'p str> {
        let fields = self.slots().map(|it| it.field);
        let mut names = std::iter::once(self.name).chain(fields);
        names.find_map(|it| path.strip_prefix(it)?.strip_prefix('.'))
    }

    /// Is the other one a part of it, however deep?
    pub fn contains(&self, other: &Property) -> bool {
        let mut members = self.members.iter();
        members.any(|it| it.path == other.path || it.contains(other))
    }
}

/// The property with this name, in the document or in Rust.
pub fn property(name: &str) -> Option<&'static Property> {
    called(PROPERTIES, name)
}

/// The property with this name in the document; if there is none, that with this name in Rust: names
/// that differ in the document (`fooBar`, `foo_bar`) may be written alike in Rust.
fn called(among: &'static [Property], name: &str) -> Option<&'static Property> {
    let exact = among.iter().find(|it| it.name == name);
    exact.or_else(|| among.iter().find(|it| it.is_called(name)))
}

/// The property with this path, its segments named as in the document or in Rust; else the object
/// that the path leads to, if it leads to one, and what of the path is unknown.
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

/// A path as an attribute has it: in quotes, unless it is made of identifiers.
pub fn written(path: &str) -> String {
    let is_identifier = |it: &str| {
        let mut letters = it.chars();
        letters
            .next()
            .is_some_and(|it| it.is_alphabetic() || it == '_')
            && letters.all(|it| it.is_alphanumeric() || it == '_')
    };
    let is_option = crate::parse::is_key(path);
    if path.split('.').all(is_identifier) && !is_option {
        path.to_owned()
    } else {
        format!("{path:?}")
    }
}

/// The paths of all properties that are phone numbers.
pub fn phones(among: &'static [Property]) -> Vec<&'static str> {
    let mut phones = Vec::new();
    for property in among {
        phones.extend(property.is_phone().then_some(property.path));
        phones.extend(self::phones(property.members));
    }
    phones
}

/// Where the document says that the service sets this property.
pub fn read_only(path: &str) -> Option<&'static str> {
    let is_it = |it: &&ReadOnly| it.path == path || it.in_rust() == path;
    READ_ONLY.iter().find(is_it).map(|it| it.place)
}

/// The property that a record with several numbers has several of.
pub fn number() -> Option<&'static Property> {
    PROPERTIES.iter().find(|it| it.is_the_number())
}
