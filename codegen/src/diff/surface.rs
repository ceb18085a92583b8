//! What Rust callers see of an API version.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::{Names, Surroundings};
use crate::model::{
    Access, Answer, Definition, Direction, Field, Format, Operation, OutputShape, Parameter, Place, Service, Shape,
    Type, TypeRef,
};

/// An API version.
pub(super) struct Surface {
    pub(super) product: String,
    pub(super) version: String,
    pub(super) module: String,
    /// Operations by their official names.
    pub(super) operations: BTreeMap<String, Call>,
    /// Types that operations share, by their Rust names.
    pub(super) models: BTreeMap<String, Item>,
}

/// An operation.
pub(super) struct Call {
    pub(super) ident: String,
    pub(super) module: String,
    pub(super) deprecated: bool,
    /// How it is sent, by what is said of it.
    pub(super) facts: Vec<(&'static str, String)>,
    /// Its request, a structure that is sent.
    pub(super) request: Item,
    /// The Rust type that a call gives back.
    pub(super) answer: String,
    /// Its output, if that is a structure of its own, with its name.
    pub(super) output: Option<(String, Item)>,
    /// Types of its module by their Rust names.
    pub(super) types: BTreeMap<String, Item>,
}

/// A type.
pub(super) enum Item {
    Struct {
        /// Whether requests contain it.
        is_sent: bool,
        /// Whether it has a setter for each field.
        has_setters: bool,
        members: Vec<Member>,
    },
    /// Variants and the values that they stand for.
    Enum(Vec<(String, String)>),
}

/// A field.
pub(super) struct Member {
    pub(super) ident: String,
    pub(super) wire: String,
    pub(super) ty: String,
    pub(super) required: bool,
    pub(super) deprecated: bool,
    /// For a parameter: where it goes, and how a list or object becomes text there.
    pub(super) place: Option<(Place, Format)>,
}

impl Surface {
    pub(super) fn of(service: &Service) -> Self {
        let surroundings = Surroundings::package();
        let sent = sent(service);
        let names = Names::in_models(&service.models, &surroundings);
        let models = service.models.iter().enumerate().map(|(index, model)| {
            let is_sent = sent.contains(&index);
            (model.ident.clone(), Item::of(names, model, is_sent))
        });
        let calls = service.operations.iter().map(|operation| {
            let names = Names {
                prefix: "model::",
                ..Names::in_operation(operation, &service.models, &surroundings)
            };
            (operation.wire.clone(), Call::of(names, operation))
        });
        Self {
            product: service.product.clone(),
            version: service.version.clone(),
            module: service.module.clone(),
            operations: calls.collect(),
            models: models.collect(),
        }
    }
}

impl Call {
    fn of(names: Names<'_>, operation: &Operation) -> Self {
        let (answer, output) = match &operation.output {
            None => ("()".to_owned(), None),
            Some(output) => match &output.shape {
                OutputShape::Alias(ty) => (names.rust(ty), None),
                OutputShape::Struct(fields) => {
                    let item = Item::Struct {
                        is_sent: false,
                        has_setters: false,
                        members: members(fields, |ty| names.received(ty)),
                    };
                    (output.ident.clone(), Some((output.ident.clone(), item)))
                }
            },
        };
        let access = match operation.access {
            Access::Read => "only reads",
            Access::Write => "writes",
        };
        let credentials = if operation.anonymous {
            "no credentials"
        } else {
            "credentials"
        };
        Self {
            ident: operation.ident.clone(),
            module: operation.module.clone(),
            deprecated: operation.deprecated,
            facts: vec![
                ("is sent by", operation.method.to_uppercase()),
                ("is sent to", operation.path.clone()),
                ("is taken for one that", access.to_owned()),
                ("needs", credentials.to_owned()),
            ],
            request: Item::Struct {
                is_sent: true,
                has_setters: true,
                members: operation
                    .parameters
                    .iter()
                    .map(|parameter| parameter_of(names, parameter))
                    .collect(),
            },
            answer: match operation.answer {
                Answer::Events => format!("Events<{answer}>"),
                _ => answer,
            },
            output,
            types: operation
                .types
                .iter()
                .map(|found| (found.ident.clone(), Item::of(names, found, true)))
                .collect(),
        }
    }
}

impl Item {
    fn of(names: Names<'_>, definition: &Definition, is_sent: bool) -> Self {
        match &definition.shape {
            Shape::Enum(variants) => Self::Enum(
                variants
                    .iter()
                    .map(|variant| (variant.ident.clone(), variant.wire.clone()))
                    .collect(),
            ),
            Shape::Struct { direction, fields } => {
                let is_output = *direction == Direction::Output;
                Self::Struct {
                    is_sent: is_sent && !is_output,
                    has_setters: !is_output,
                    members: members(fields, |ty| match is_output {
                        true => names.received(ty),
                        false => names.optional(ty),
                    }),
                }
            }
        }
    }
}

fn members<'f>(fields: impl IntoIterator<Item = &'f Field>, ty: impl Fn(&Type) -> String) -> Vec<Member> {
    let member = |field: &Field| Member {
        ident: field.ident.clone(),
        wire: field.wire.clone(),
        ty: ty(&field.ty),
        required: field.required,
        deprecated: field.deprecated,
        place: None,
    };
    fields.into_iter().map(member).collect()
}

fn parameter_of(names: Names<'_>, parameter: &Parameter) -> Member {
    let field = &parameter.field;
    Member {
        ident: field.ident.clone(),
        wire: field.wire.clone(),
        ty: names.optional(&field.ty),
        required: field.required,
        deprecated: field.deprecated,
        place: Some((parameter.place, parameter.format)),
    }
}

/// The shared types that requests contain.
fn sent(service: &Service) -> BTreeSet<usize> {
    let mut sent = BTreeSet::new();
    for operation in &service.operations {
        let mut seen = BTreeSet::new();
        let mut queue: Vec<&Type> = operation
            .parameters
            .iter()
            .map(|parameter| &parameter.field.ty)
            .collect();
        while let Some(ty) = queue.pop() {
            let target = match ty {
                Type::List(item) | Type::Map(item) => {
                    queue.push(item);
                    continue;
                }
                Type::Named(target) | Type::Boxed(target) => *target,
                _ => continue,
            };
            let (is_new, definition) = match target {
                TypeRef::Local(index) => (seen.insert(index), operation.types.get(index)),
                TypeRef::Model(index) => (sent.insert(index), service.models.get(index)),
            };
            if let Some(Shape::Struct { fields, .. }) = definition.filter(|_| is_new).map(|found| &found.shape) {
                queue.extend(fields.iter().map(|field| &field.ty));
            }
        }
    }
    sent
}
