//! Reads JSON text as cells: an object on each line, objects one after the other, an array of objects, or an
//! answer of the API with such an array.
//!
//! A member of an object in a contact, such as `zip` in `address`, has the column `address.zip`.

use std::collections::HashMap;

use serde_json::{Deserializer, Map, Value};

use super::raw::{Cells, Malformed, Position, RawRows};

/// A JSON file whose keys are known.
#[derive(Debug)]
pub(super) struct Json {
    /// The names of all keys, in the order of their first appearance.
    pub(super) header: Vec<String>,
    /// The column of each key.
    columns: HashMap<String, usize>,
    /// The paths of the objects whose members have columns.
    objects: Vec<String>,
    /// All rows of a file that is not JSON Lines, and so can only be read as a whole.
    whole: Option<Vec<Object>>,
}

type Object = Result<Map<String, Value>, Malformed>;

impl Json {
    /// Reads the whole text to know its keys. The error says why it is not such JSON, as the rest
    /// of a sentence that begins with the file's name.
    pub(super) fn open(
        text: &str,
        objects: &[String],
        is_header: &dyn Fn(&[String]) -> bool,
    ) -> Result<Self, String> {
        let mut json = Json {
            header: Vec::new(),
            columns: HashMap::new(),
            objects: objects.to_vec(),
            whole: whole(text, is_header)?,
        };
        match &mut json.whole {
            Some(rows) => {
                for object in rows.iter_mut().flatten() {
                    *object = flat(std::mem::take(object), "", objects);
                }
                let keys: Vec<_> = rows.iter().flatten().flat_map(Map::keys).cloned().collect();
                for key in keys {
                    json.know(key);
                }
            }
            None => {
                for (_, object) in lines(text) {
                    let object = object.map(|it| flat(it, "", objects)).unwrap_or_default();
                    for (key, _) in object {
                        json.know(key);
                    }
                }
            }
        }
        Ok(json)
    }

    pub(super) fn is_lines(&self) -> bool {
        self.whole.is_none()
    }

    pub(super) fn raw_rows<'a>(&'a self, text: &'a str) -> JsonRows<'a> {
        let objects: Box<dyn Iterator<Item = (u64, Object)>> = match &self.whole {
            Some(rows) => Box::new((1..).zip(rows.iter().cloned())),
            None => Box::new(
                lines(text)
                    .map(|(row, object)| (row, object.map(|it| flat(it, "", &self.objects)))),
            ),
        };
        JsonRows {
            columns: &self.columns,
            row: vec![Value::Null; self.header.len()],
            objects,
        }
    }

    fn know(&mut self, key: String) {
        if !self.columns.contains_key(&key) {
            self.header.push(key.clone());
            self.columns.insert(key, self.header.len() - 1);
        }
    }
}

/// The objects as rows.
pub(super) struct JsonRows<'a> {
    columns: &'a HashMap<String, usize>,
    row: Vec<Value>,
    objects: Box<dyn Iterator<Item = (u64, Object)> + 'a>,
}

impl RawRows for JsonRows<'_> {
    fn next(&mut self, cells: &mut Cells) -> Option<(Position, Result<(), Malformed>)> {
        let (row, object) = self.objects.next()?;
        cells.clear();
        let read = object.map(|object| {
            self.row.fill(Value::Null);
            for (key, value) in object {
                if let Some(column) = self.columns.get(&key) {
                    self.row[*column] = value;
                }
            }
            for value in &self.row {
                match value {
                    Value::Null => cells.push(""),
                    Value::String(text) => cells.push(text),
                    other => cells.push(&other.to_string()),
                }
            }
        });
        Some((Position { row, line: row }, read))
    }
}

/// Returns the rows of a text that has to be read as a whole; `None` if each line is a row.
fn whole(text: &str, is_header: &dyn Fn(&[String]) -> bool) -> Result<Option<Vec<Object>>, String> {
    let text = text.trim_start();
    if text.starts_with('[') {
        let items = serde_json::from_str(text).map_err(|error| {
            format!("begins like a JSON array and cannot be read as one: {error}")
        })?;
        return Ok(Some(objects(items)));
    }
    let first = text.lines().next().unwrap_or_default();
    let is_line = serde_json::from_str::<Map<String, Value>>(first).is_ok();
    if is_line && text.trim_end() != first.trim_end() {
        return Ok(None);
    }
    // Objects that take several lines each, or a single one.
    let values: Result<Vec<Value>, _> = Deserializer::from_str(text).into_iter().collect();
    let Ok(mut values) = values else {
        return Ok(None);
    };
    if let [Value::Object(only)] = &mut values[..]
        && !is_header(&only.keys().cloned().collect::<Vec<_>>())
        && let Some(listed) = listed(only)
    {
        return Ok(Some(objects(listed)));
    }
    Ok((!is_line).then(|| objects(values)))
}

/// Returns the contacts in an answer of the API: the only array of objects in it.
fn listed(answer: &mut Map<String, Value>) -> Option<Vec<Value>> {
    let is_list = |value: &&mut Value| match value {
        Value::Array(items) => !items.is_empty() && items.iter().all(Value::is_object),
        _ => false,
    };
    let mut lists = answer.values_mut().filter(is_list);
    match (lists.next().map(Value::take), lists.next()) {
        (Some(Value::Array(items)), None) => Some(items),
        _ => None,
    }
}

fn objects(items: Vec<Value>) -> Vec<Object> {
    let object = |item| match item {
        Value::Object(object) => Ok(object),
        other => Err(Malformed {
            value: other.to_string(),
            reason: "it is not a JSON object".to_owned(),
        }),
    };
    items.into_iter().map(object).collect()
}

fn lines(text: &str) -> impl Iterator<Item = (u64, Object)> {
    let lines = (1..).zip(text.lines());
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(row, line)| {
            let object = serde_json::from_str(line).map_err(|error| Malformed {
                value: line.to_owned(),
                reason: format!("the line is not a JSON object: {error}"),
            });
            (row, object)
        })
}

/// Returns the members of an object by their paths, including those of inner objects that have
/// columns.
fn flat(object: Map<String, Value>, within: &str, objects: &[String]) -> Map<String, Value> {
    let mut members = Map::new();
    for (name, value) in object {
        let path = if within.is_empty() {
            name
        } else {
            format!("{within}.{name}")
        };
        match value {
            Value::Object(inner) if objects.contains(&path) => {
                members.extend(flat(inner, &path, objects));
            }
            value => {
                members.insert(path, value);
            }
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the header, and each row as `row: cells` or, if malformed, as `row! value`.
    fn read(text: &str, objects: &[&str]) -> Result<(Vec<String>, Vec<String>), String> {
        let objects: Vec<_> = objects.iter().map(|it| (*it).to_owned()).collect();
        let is_header = |header: &[String]| header.contains(&"name".to_owned());
        let json = Json::open(text, &objects, &is_header)?;
        let mut raw = json.raw_rows(text);
        let (mut cells, mut rows) = (Cells::default(), Vec::new());
        while let Some((position, result)) = raw.next(&mut cells) {
            rows.push(match result {
                Ok(()) => format!("{}: {}", position.row, cells.to_vec().join("|")),
                Err(malformed) => format!("{}! {}", position.row, malformed.value),
            });
        }
        drop(raw);
        Ok((json.header, rows))
    }

    #[test]
    fn keys_become_columns_and_a_bad_line_costs_itself_only() {
        let text = "{\"name\":\"A\",\"number\":71999999}\n\n{\"name\":\n{\"email\":null,\"name\":\" B \"}\n7\n";
        let (header, rows) = read(text, &[]).unwrap();
        assert_eq!(header, ["name", "number", "email"]);
        assert_eq!(rows, ["1: A|71999999|", "3! {\"name\":", "4: B||", "5! 7"]);
    }

    #[test]
    fn what_is_written_in_another_way_is_read_as_well() {
        let rows = ["1: A", "2: B"];
        for text in [
            " [{\"name\":\"A\"},\n {\"name\":\"B\"}]",
            "{\n\"name\": \"A\"\n}\n{\"name\":\n\"B\"}\n",
            "{\"status\": \"ok\", \"contacts\": [{\"name\": \"A\"}, {\"name\": \"B\"}]}",
            "{\n\"contacts\": [\n{\"name\": \"A\"},\n{\"name\": \"B\"}]}\n",
        ] {
            assert_eq!(read(text, &[]).unwrap().1, rows, "{text}");
        }
        assert_eq!(
            read("[{\"name\":\"A\"}, 3]", &[]).unwrap().1,
            ["1: A", "2! 3"]
        );
        // One contact, and not a list of labels.
        let text = "{\"name\": \"A\", \"phones\": [{\"label\": \"x\"}]}";
        assert_eq!(read(text, &[]).unwrap().0, ["name", "phones"]);
        assert!(read("[{]", &[]).unwrap_err().contains("JSON array"));
    }

    #[test]
    fn members_of_a_contacts_objects_are_columns_and_other_objects_stay_json() {
        let text =
            r#"{"address":{"zip":"2100","geo":{"lat":1.5}},"labels":{"a":"b"},"tags":["x"]}"#;
        let (header, rows) = read(text, &["address", "address.geo"]).unwrap();
        assert_eq!(header, ["address.zip", "address.geo.lat", "labels", "tags"]);
        assert_eq!(rows, ["1: 2100|1.5|{\"a\":\"b\"}|[\"x\"]"]);
    }
}
