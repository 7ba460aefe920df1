//! Reads how credentials are sent to an operation.

use serde_json::{Map, Value};

use super::read::{OperationReader, resolve, text};
use super::{Scheme, Security};
use crate::place::Path;

impl<'a> OperationReader<'a, '_> {
    /// Returns the `security` of the operation or, without one, of the document.
    fn requirements(&self) -> &'a [Value] {
        let own = self.operation.get("security");
        let all = own.or_else(|| self.document.get("security"));
        all.and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub(super) fn anonymous(&self) -> bool {
        let requirements = self.requirements();
        let is_empty = |it: &Value| it.as_object().is_some_and(Map::is_empty);
        requirements.is_empty() || requirements.iter().any(is_empty)
    }

    pub(super) fn alternatives(&self) -> Vec<Vec<Scheme>> {
        let schemes = self.document.pointer("/components/securitySchemes");
        let scheme = |name: &String| {
            let found = schemes.and_then(|it| it.get(name));
            let found = found.map(|it| resolve(self.document, it, Path::default()).0);
            Scheme {
                name: name.clone(),
                way: found.map_or_else(|| Security::Other(name.clone()), |it| security(name, it)),
            }
        };
        let requirements = self.requirements().iter().filter_map(Value::as_object);
        // An empty alternative means that credentials are optional, not that they are forbidden.
        requirements
            .filter(|it| !it.is_empty())
            .map(|it| it.keys().map(scheme).collect())
            .collect()
    }

    pub(super) fn security(&self) -> Vec<Security> {
        let mut all = Vec::new();
        for scheme in self.alternatives().into_iter().flatten() {
            if !all.contains(&scheme.way) {
                all.push(scheme.way);
            }
        }
        all
    }
}

fn security(name: &str, scheme: &Value) -> Security {
    let of = |key: &str| text(scheme, key).unwrap_or_default();
    let kind = of("type").to_ascii_lowercase();
    match (kind.as_str(), of("scheme").to_ascii_lowercase().as_str()) {
        ("http", "bearer") | ("oauth2" | "openidconnect", _) => Security::Bearer,
        ("http", "basic") => Security::Basic,
        ("apikey", _) => match of("in").as_str() {
            "query" => Security::Query(of("name")),
            "cookie" => Security::Cookie(of("name")),
            _ => Security::Header(of("name")),
        },
        _ => Security::Other(name.to_owned()),
    }
}
