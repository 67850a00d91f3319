//! JSON lines: one object each, blank lines between them let go.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::io::Read;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::lines::Lines;
use super::{Columns, FIELDS, Fault, Fields, NO_FIELDS};

/// The records of an input of JSON lines.
pub(super) struct Jsonl<R> {
    lines: Lines<R>,
    line: Vec<u8>,
}

impl<R: Read> Jsonl<R> {
    pub(super) fn new(lines: Lines<R>) -> Self {
        Self { lines, line: Vec::new() }
    }

    pub(super) fn next(&mut self, columns: &Columns) -> Option<Result<Fields<'_>, Fault>> {
        Some(self.lines.next_filled(&mut self.line)?.and_then(|()| fields(&self.line, columns)))
    }
}

fn fields(line: &[u8], columns: &Columns) -> Result<Fields<'static>, Fault> {
    let object: Object =
        serde_json::from_slice(line).map_err(|error| Fault::Record(format!("not a JSON object: {error}")))?;
    if let Some(key) = object.repeated {
        return Err(Fault::Record(format!("key `{key}` stands twice")));
    }
    let mut fields = NO_FIELDS;
    for (field, name) in fields.iter_mut().zip(FIELDS) {
        let Some(value) = columns.header(name).and_then(|header| object.values.get(header)) else { continue };
        *field = text(value)
            .map(Cow::Owned)
            .ok_or_else(|| Fault::Record(format!("field `{name}` is neither a text nor a list of texts")))?;
    }
    Ok(fields)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().map(text).collect::<Option<Vec<_>>>().map(|values| values.join(";")),
        Value::Bool(_) | Value::Object(_) => None,
    }
}

/// An object, and a key of it that stands there more than once, where JSON leaves open which value holds.
struct Object {
    values: BTreeMap<String, Value>,
    repeated: Option<String>,
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;

        impl<'de> Visitor<'de> for Keys {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut object = Object { values: BTreeMap::new(), repeated: None };
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    match object.values.entry(key) {
                        Entry::Vacant(slot) => drop(slot.insert(value)),
                        Entry::Occupied(slot) => object.repeated = Some(slot.key().clone()),
                    }
                }
                Ok(object)
            }
        }

        deserializer.deserialize_map(Keys)
    }
}
