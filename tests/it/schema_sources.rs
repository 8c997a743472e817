//! Reads the sources for what derived schemas cannot know of each other: that no two types have one name, and that what the
//! server always writes, be it `null`, is required.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use rialto::http::openapi;
use serde_json::Value;

use crate::described::{DOCUMENT, glance};

/// A type with a schema.
struct Declared {
    place: String,
    name: String,
    /// What stands before it.
    attributes: String,
    /// Fields that may be nothing: each with what stands before it.
    options: Vec<(String, String)>,
}

fn declared(path: &Path) -> Vec<Declared> {
    let (mut all, mut attributes, mut own, mut inside) =
        (Vec::<Declared>::new(), String::new(), String::new(), false);
    for line in fs::read_to_string(path).unwrap().lines() {
        let text = line.trim();
        let open = attributes.matches('[').count() != attributes.matches(']').count();
        if inside {
            match text.strip_prefix("pub ").unwrap_or(text).split_once(": ") {
                _ if line == "}" => inside = false,
                _ if text.starts_with("#[") => own.push_str(text),
                _ if text.starts_with("//") => (),
                Some((name, kind)) => {
                    let field = (name.to_owned(), std::mem::take(&mut own));
                    let last = all.last_mut().unwrap();
                    last.options.extend(kind.starts_with("Option<").then_some(field));
                }
                None => own.clear(),
            }
        } else if open || text.starts_with("#[") {
            attributes.push_str(text);
        } else if !text.starts_with("//") {
            let attributes = std::mem::take(&mut attributes);
            let words: Vec<&str> = text.split([' ', '<', '(', ';']).collect();
            let kind = words.iter().position(|word| ["struct", "enum"].contains(word));
            let name = kind.and_then(|kind| words.get(kind + 1));
            let Some(name) = name.filter(|name| !name.starts_with('$')) else { continue };
            if attributes.contains("ToSchema") {
                let named = attributes.split("(as = ").nth(1);
                let named = named.map(|rest| rest.split([')', ',']).next().unwrap());
                inside = text.contains("struct ") && text.ends_with('{');
                let name = named.unwrap_or(name).to_owned();
                let place = path.display().to_string();
                all.push(Declared { place, name, attributes, options: Vec::new() });
            }
        }
    }
    all
}

fn all_declared() -> Vec<Declared> {
    let (mut all, mut folders) =
        (Vec::new(), vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.extend(declared(&path));
            }
        }
    }
    all
}

#[test]
fn no_two_types_have_one_name() {
    let mut known = BTreeMap::<String, Vec<String>>::new();
    for Declared { place, name, .. } in all_declared() {
        known.entry(name).or_default().push(place);
    }
    assert!(200 < known.len(), "{}", known.len());
    known.retain(|_, places| 1 < places.len());
    assert!(known.is_empty(), "{known:#?}");
}

#[test]
fn what_the_server_always_writes_is_required() {
    let api: Value = serde_json::from_str(openapi::document().text()).unwrap();
    let mut schemas = api["components"]["schemas"].as_object().unwrap().clone();
    schemas.extend(DOCUMENT["components"]["schemas"].as_object().unwrap().clone());
    let mut asked = BTreeSet::from(["RequestFrame".to_owned()]);
    let kinds = glance()["kinds"].as_object().unwrap().values();
    for part in kinds.chain([&glance()["connection"]]) {
        let words = part["requests"].as_object().unwrap().values();
        words.for_each(|word| reach(&schemas, &word["data"], &mut asked));
    }
    let operations = api["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|path| path.as_object().unwrap().values());
    operations.for_each(|one| reach(&schemas, &one["requestBody"], &mut asked));
    let (mut checked, mut wrong) = (0, Vec::new());
    for Declared { place, name, attributes, options } in all_declared() {
        let Some(schema) = schemas.get(&name).filter(|_| !asked.contains(&name)) else { continue };
        for (field, own) in options {
            if own.contains("flatten") || own.contains("serde(skip)") {
                continue;
            }
            let written = written(&field, &own, attributes.contains("camelCase"));
            let always = !own.contains("skip_serializing_if");
            if requires(schema, &written) != always {
                wrong.push(format!("{place}: {name}.{field}"));
            }
            checked += 1;
        }
    }
    assert!(wrong.is_empty(), "#[schema(required)]: {wrong:#?}");
    assert!(100 < checked, "{checked}");
}

/// A field's name as it is written.
fn written(field: &str, own: &str, camel: bool) -> String {
    if let Some(name) = own.split("rename = \"").nth(1) {
        return name.split('"').next().unwrap().to_owned();
    }
    let mut parts = field.split('_');
    let first = parts.next().unwrap().to_owned();
    let glue = if camel { "" } else { "_" };
    parts.fold(first, |name, part| {
        let (head, tail) = part.split_at(1);
        let head = if camel { head.to_uppercase() } else { head.to_owned() };
        name + glue + &head + tail
    })
}

fn requires(schema: &Value, field: &str) -> bool {
    let own =
        schema["required"].as_array().is_some_and(|names| names.iter().any(|name| name == field));
    own || schema["allOf"]
        .as_array()
        .is_some_and(|parts| parts.iter().any(|part| requires(part, field)))
}

/// Every named schema that a part of a document leads to.
fn reach(schemas: &serde_json::Map<String, Value>, part: &Value, reached: &mut BTreeSet<String>) {
    if let Some(name) = part["$ref"].as_str().and_then(|target| target.rsplit('/').next())
        && reached.insert(name.to_owned())
    {
        reach(schemas, &schemas[name], reached);
    }
    let fields = part.as_object().into_iter().flat_map(serde_json::Map::values);
    let items = part.as_array().into_iter().flatten();
    fields.chain(items).for_each(|inner| reach(schemas, inner, reached));
}
