use std::collections::{BTreeMap, BTreeSet};

use contacts_openapi::names;

use super::{ObjectView, Origin, RustType, Side, Types};

/// Names that generated code uses for something else.
const RESERVED: [&str; 1] = ["Default"];

/// Gives every type its name, and equal views the same type.
pub(crate) fn name(types: &mut Types, hints: &BTreeMap<Origin, String>) {
    let classes = classes(types);
    let mut taken: Vec<String> = Vec::new();
    let components: BTreeSet<&Origin> = types
        .structs
        .keys()
        .map(|it| &it.origin)
        .chain(types.enums.keys())
        .filter(|it| !it.0.starts_with("#/"))
        .collect();
    // A component keeps its name; an inline schema gets one that is free.
    let mut bases: BTreeMap<Origin, String> = BTreeMap::new();
    for origin in components {
        let name = free(names::type_name(&origin.0), &mut taken);
        bases.insert(origin.clone(), name);
    }
    let inline = types
        .structs
        .keys()
        .map(|it| &it.origin)
        .chain(types.enums.keys())
        .chain(types.rules.keys())
        .chain(types.named.keys());
    for origin in inline {
        if !bases.contains_key(origin) {
            let hint = match hints.get(origin) {
                Some(hint) => hint.clone(),
                None => names::type_name(&origin.0),
            };
            bases.insert(origin.clone(), free(hint, &mut taken));
        }
    }
    let mut names_of_classes: BTreeMap<(Origin, usize), String> = BTreeMap::new();
    for (key, class) in &classes {
        let class = (key.origin.clone(), *class);
        if names_of_classes.contains_key(&class) {
            continue;
        }
        let base = bases[&key.origin].clone();
        let is_first = !names_of_classes
            .keys()
            .any(|(origin, _)| *origin == key.origin);
        let name = match key.side {
            _ if is_first => base,
            Side::Sent => names::unique(format!("{base}Input"), &mut taken),
            Side::Read | Side::Failed => names::unique(format!("{base}Failure"), &mut taken),
        };
        names_of_classes.insert(class, name);
    }
    types.struct_names = classes
        .iter()
        .map(|(key, class)| {
            let name = names_of_classes[&(key.origin.clone(), *class)].clone();
            (key.clone(), name)
        })
        .collect();
    types.other_names = types
        .enums
        .keys()
        .chain(types.rules.keys())
        .chain(types.named.keys())
        .map(|origin| (origin.clone(), bases[origin].clone()))
        .collect();
}

fn free(name: String, taken: &mut Vec<String>) -> String {
    let name = if RESERVED.contains(&name.as_str()) {
        format!("{name}Schema")
    } else {
        name
    };
    names::unique(name, taken)
}

/// Returns which views of an origin are equal: at first all are, until a difference is found.
fn classes(types: &Types) -> BTreeMap<ObjectView, usize> {
    let mut classes: BTreeMap<ObjectView, usize> =
        types.structs.keys().map(|it| (it.clone(), 0)).collect();
    loop {
        let mut next = BTreeMap::new();
        let mut seen: BTreeMap<Origin, Vec<String>> = BTreeMap::new();
        for key in types.structs.keys() {
            let signature = signature(types, &classes, key);
            let known = seen.entry(key.origin.clone()).or_default();
            let class = known
                .iter()
                .position(|it| *it == signature)
                .unwrap_or_else(|| {
                    known.push(signature);
                    known.len() - 1
                });
            next.insert(key.clone(), class);
        }
        if next == classes {
            return classes;
        }
        classes = next;
    }
}

fn signature(types: &Types, classes: &BTreeMap<ObjectView, usize>, key: &ObjectView) -> String {
    let fields = types.structs[key].fields.iter();
    let parts = fields.map(|field| {
        let (name, form) = (&field.name, field.form);
        format!("{name}:{form:?}:{}", shape(classes, &field.ty))
    });
    let parts: Vec<_> = parts.collect();
    format!("{} {}", classes[key], parts.join(";"))
}

fn shape(classes: &BTreeMap<ObjectView, usize>, ty: &RustType) -> String {
    match ty {
        RustType::Struct(key) => format!("struct {} {}", key.origin.0, classes[key]),
        RustType::Known(name) => name.clone(),
        RustType::Enum(it) => format!("enum {}", it.0),
        RustType::Listed(it) => format!("listed {}", it.0),
        RustType::Rule(it) => format!("rule {}", it.0),
        RustType::List(inner) => format!("vec {}", shape(classes, inner)),
        RustType::Items(inner, count) => format!("items {count:?} {}", shape(classes, inner)),
        RustType::Map(inner) => format!("map {}", shape(classes, inner)),
        RustType::Optional(inner) => format!("option {}", shape(classes, inner)),
        RustType::Boxed(inner) => format!("box {}", shape(classes, inner)),
        RustType::Additional(inner, it) => format!("additional {} {}", it.0, shape(classes, inner)),
    }
}
