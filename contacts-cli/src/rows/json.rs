//! From JSON text to cells: an object on each line, or one array of objects.
//!
//! A member of an object that a contact has, such as `zip` of `address`, has the column `address.zip`.

use serde_json::{Map, Value};

use super::{Malformed, Record};

/// The names of all keys, in the order of their first appearance, and the rows; or why the text
/// is not such JSON. `objects` are the paths of the objects whose members have columns.
pub(super) fn read(text: &str, objects: &[String]) -> Result<(Vec<String>, Vec<Record>), String> {
    let mut rows = if text.trim_start().starts_with('[') {
        array(text)?
    } else {
        lines(text)
    };
    for row in &mut rows {
        if let Ok(object) = &mut row.object {
            *object = flat(std::mem::take(object), "", objects);
        }
    }
    let mut header: Vec<String> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for key in rows
        .iter()
        .filter_map(|it| it.object.as_ref().ok())
        .flat_map(Map::keys)
    {
        places.entry(key.clone()).or_insert_with(|| {
            header.push(key.clone());
            header.len() - 1
        });
    }
    let records = rows
        .into_iter()
        .map(|Object { row, object }| Record {
            row,
            line: row,
            cells: object.map(|object| {
                let mut cells = vec![String::new(); header.len()];
                for (key, value) in object {
                    cells[places[&key]] = cell(value);
                }
                cells
            }),
        })
        .collect();
    Ok((header, records))
}

struct Object {
    row: u64,
    object: Result<Map<String, Value>, Malformed>,
}

fn lines(text: &str) -> Vec<Object> {
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(row, line)| Object {
            row,
            object: serde_json::from_str(line).map_err(|error| Malformed {
                value: line.to_owned(),
                reason: format!("the line is not a JSON object: {error}"),
            }),
        })
        .collect()
}

fn array(text: &str) -> Result<Vec<Object>, String> {
    let items: Vec<Value> = serde_json::from_str(text)
        .map_err(|error| format!("begins like a JSON array and cannot be read as one: {error}"))?;
    let objects = (1..).zip(items).map(|(row, item)| Object {
        row,
        object: match item {
            Value::Object(object) => Ok(object),
            other => Err(Malformed {
                value: other.to_string(),
                reason: "it is not a JSON object".to_owned(),
            }),
        },
    });
    Ok(objects.collect())
}

/// The members of the object and of those of the objects in it that have columns, by their paths.
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

fn cell(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn keys_become_columns_and_a_bad_line_costs_itself_only() {
        let text = "{\"name\":\"A\",\"number\":71999999}\n\n{\"name\":\n{\"email\":null,\"name\":\" B \"}\n7\n";
        let (header, records) = read(text, &[]).unwrap();
        assert_eq!(header, ["name", "number", "email"]);
        let found: Vec<_> = records
            .iter()
            .map(|it| {
                (
                    it.row,
                    it.cells
                        .as_ref()
                        .map(|it| it.join("|"))
                        .map_err(|it| &*it.value),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (1, Ok("A|71999999|".to_owned())),
                (3, Err("{\"name\":")),
                (4, Ok("B||".to_owned())),
                (5, Err("7")),
            ]
        );
    }

    #[test]
    fn an_array_is_read_as_well() {
        let (header, records) = read(" [{\"name\":\"A\"}, 3]", &[]).unwrap();
        assert_eq!(header, ["name"]);
        assert_eq!(records[0].row, 1);
        assert!(records[1].cells.is_err());
        assert!(read("[{]", &[]).unwrap_err().contains("JSON array"));
    }

    #[test]
    fn members_of_a_contacts_objects_are_columns_and_other_objects_stay_json() {
        let text =
            r#"{"address":{"zip":"2100","geo":{"lat":1.5}},"labels":{"a":"b"},"tags":["x"]}"#;
        let objects = ["address".to_owned(), "address.geo".to_owned()];
        let (header, records) = read(text, &objects).unwrap();
        assert_eq!(header, ["address.zip", "address.geo.lat", "labels", "tags"]);
        let cells = records[0].cells.as_ref().unwrap();
        assert_eq!(cells[..], ["2100", "1.5", "{\"a\":\"b\"}", "[\"x\"]"]);
    }
}
