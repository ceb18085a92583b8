//! `components.schemas`: the types that operations share.

use std::collections::HashMap;

use super::types::Types;
use super::{enums, recursion};
use crate::diagnostic::Report;
use crate::load::At;
use crate::model::{Definition, Origin, Parent, Shape, Type, TypeRef};
use crate::spec::{Document, Kind, Schema};

/// The lowered components of a document.
#[derive(Debug, Default)]
pub(super) struct Components {
    types: HashMap<String, Type>,
    definitions: Vec<Definition>,
}

/// How long a chain of components that only refer to each other may be.
const LONGEST_CHAIN: usize = 64;

impl Components {
    /// Lowers all components. Objects and enums become definitions under their own names; everything else (arrays,
    /// scalars, maps, mere references) is resolved wherever it is used.
    pub(super) fn lower(document: &Document<'_>, root: At<'_>, report: &mut Report<'_>) -> Self {
        let components_at = root.key("components");
        let schemas_at = components_at.key("schemas");
        let mut types = HashMap::new();
        let mut definitions = Vec::new();
        for (name, schema) in &document.components {
            if is_struct(schema) || is_enum(schema, name) {
                types.insert((*name).to_owned(), Type::Named(TypeRef::Model(definitions.len())));
                definitions.push(Types::reserved(Origin {
                    wire: (*name).to_owned(),
                    item: None,
                    is_element: false,
                    parent: Parent::Components,
                }));
            }
        }
        let mut lowering = Types::of_components(types, definitions, report);
        for (name, _) in &document.components {
            alias(document, name, schemas_at, &mut lowering, 0);
        }
        for (name, schema) in &document.components {
            if let Some(Type::Named(TypeRef::Model(index))) = lowering.known(name)
                && schema.reference.is_none()
            {
                let at = schemas_at.key(name);
                let shape = match is_struct(schema) {
                    true => lowering.struct_shape(schema, at, Parent::Definition(index)),
                    false => Shape::Enum(enums::variants(schema, name).unwrap_or_default()),
                };
                lowering.complete(index, shape, schema.description);
            }
        }
        let (types, mut definitions) = lowering.into_components();
        recursion::break_cycles(&mut definitions);
        Self { types, definitions }
    }

    /// The type of a component.
    pub(super) fn get(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }

    /// Whether a type of these is a struct.
    pub(super) fn is_struct(&self, index: usize) -> bool {
        self.definitions
            .get(index)
            .is_some_and(|definition| matches!(definition.shape, Shape::Struct { .. }))
    }

    pub(super) fn into_definitions(self) -> Vec<Definition> {
        self.definitions
    }
}

fn is_struct(schema: &Schema<'_>) -> bool {
    schema.reference.is_none() && matches!(schema.kind, Some(Kind::Object) | None) && !schema.properties.is_empty()
}

fn is_enum(schema: &Schema<'_>, name: &str) -> bool {
    schema.reference.is_none() && schema.kind == Some(Kind::String) && enums::variants(schema, name).is_some()
}

/// Resolves a component that is no definition of its own, after those it refers to.
fn alias(document: &Document<'_>, name: &str, schemas: At<'_>, lowering: &mut Types<'_, '_, '_>, depth: usize) {
    let Some((_, schema)) = document.components.iter().find(|(known, _)| *known == name) else {
        return;
    };
    if lowering.known(name).is_some() {
        return;
    }
    let at = schemas.key(name);
    if depth > LONGEST_CHAIN {
        lowering.report.error(
            at,
            format!("schema `{name}` is at the end of a chain of more than {LONGEST_CHAIN} references"),
            "refer to the final schema directly",
        );
        lowering.end(name, Type::Any);
        return;
    }
    // One that contains itself without a struct in between has no finite type; where it comes back it is untyped.
    if !lowering.begin(name) {
        return;
    }
    for target in references(schema) {
        alias(document, component_name(target), schemas, lowering, depth + 1);
    }
    let ty = lowering.component(schema, at, name);
    lowering.end(name, ty);
}

/// Everything a schema refers to.
fn references<'s>(schema: &'s Schema<'_>) -> Vec<&'s str> {
    let mut found: Vec<&str> = schema.reference.into_iter().collect();
    for inner in schema.items.iter().chain(&schema.additional) {
        found.extend(references(inner));
    }
    for (_, property) in &schema.properties {
        found.extend(references(property));
    }
    found
}

/// The last part of `#/components/schemas/<name>`.
pub(super) fn component_name(target: &str) -> &str {
    target.rsplit_once('/').map_or(target, |(_, name)| name)
}
