//! Schemas into types, and the structs and enums that come to light on the way.

use std::collections::{HashMap, HashSet};

use super::components::{Components, component_name};
use super::{enums, present, sensitive};
use crate::diagnostic::Report;
use crate::load::At;
use crate::model::{Definition, Direction, Field, FieldDocs, Origin, Parent, Shape, Type, TypeRef, Variant};
use crate::names;
use crate::spec::{Kind, Schema};

/// The types of one operation, or of all components.
pub(super) struct Types<'c, 'r, 't> {
    scope: Scope<'c>,
    /// Where problems go.
    pub(super) report: &'r mut Report<'t>,
    definitions: Vec<Definition>,
    direction: Direction,
}

/// Whose types these are, which decides what a reference means.
enum Scope<'c> {
    Operation(&'c Components),
    Components {
        types: HashMap<String, Type>,
        begun: HashSet<String>,
    },
}

/// What a type is called after.
#[derive(Clone, Copy)]
pub(super) struct Naming<'n> {
    pub(super) wire: &'n str,
    pub(super) item: Option<&'n str>,
    pub(super) is_element: bool,
    pub(super) parent: Parent,
}

impl<'n> Naming<'n> {
    pub(super) fn new(wire: &'n str, parent: Parent) -> Self {
        Self {
            wire,
            item: None,
            is_element: false,
            parent,
        }
    }

    fn element(self) -> Self {
        Self {
            is_element: true,
            ..self
        }
    }

    fn origin(self) -> Origin {
        Origin {
            wire: self.wire.to_owned(),
            item: self.item.map(str::to_owned),
            is_element: self.is_element,
            parent: self.parent,
        }
    }
}

impl<'c, 'r, 't> Types<'c, 'r, 't> {
    pub(super) fn of_operation(components: &'c Components, report: &'r mut Report<'t>) -> Self {
        Self {
            scope: Scope::Operation(components),
            report,
            definitions: Vec::new(),
            direction: Direction::Input,
        }
    }

    pub(super) fn of_components(
        types: HashMap<String, Type>,
        definitions: Vec<Definition>,
        report: &'r mut Report<'t>,
    ) -> Self {
        let scope = Scope::Components {
            types,
            begun: HashSet::new(),
        };
        Self {
            scope,
            report,
            definitions,
            direction: Direction::Both,
        }
    }

    /// From here on, structs are parts of answers.
    pub(super) fn answers(&mut self) {
        self.direction = Direction::Output;
    }

    pub(super) fn into_definitions(self) -> Vec<Definition> {
        self.definitions
    }

    pub(super) fn into_components(self) -> (HashMap<String, Type>, Vec<Definition>) {
        match self.scope {
            Scope::Components { types, .. } => (types, self.definitions),
            Scope::Operation(_) => (HashMap::new(), self.definitions),
        }
    }

    /// The type of a component, if it has been settled.
    pub(super) fn known(&self, name: &str) -> Option<Type> {
        match &self.scope {
            Scope::Operation(components) => components.get(name).cloned(),
            Scope::Components { types, .. } => types.get(name).cloned(),
        }
    }

    /// Marks a component as being resolved; `false` when it already is.
    pub(super) fn begin(&mut self, name: &str) -> bool {
        match &mut self.scope {
            Scope::Components { begun, .. } => begun.insert(name.to_owned()),
            Scope::Operation(_) => false,
        }
    }

    /// Settles the type of a component.
    pub(super) fn end(&mut self, name: &str, ty: Type) {
        if let Scope::Components { types, .. } = &mut self.scope {
            types.insert(name.to_owned(), ty);
        }
    }

    /// The type of a component that is no definition.
    pub(super) fn component(&mut self, schema: &Schema<'_>, at: At<'_>, name: &str) -> Type {
        self.schema(schema, at, Naming::new(name, Parent::Components))
    }

    /// Whether values of the type have parts.
    pub(super) fn is_composite(&self, ty: &Type) -> bool {
        match ty {
            Type::List(_) | Type::Map(_) | Type::Any | Type::Boxed(_) => true,
            Type::Named(TypeRef::Local(index)) => self
                .definitions
                .get(*index)
                .is_some_and(|found| matches!(found.shape, Shape::Struct { .. })),
            Type::Named(TypeRef::Model(index)) => match &self.scope {
                Scope::Operation(components) => components.is_struct(*index),
                Scope::Components { .. } => false,
            },
            _ => false,
        }
    }

    /// The type of a schema.
    pub(super) fn schema(&mut self, schema: &Schema<'_>, at: At<'_>, naming: Naming<'_>) -> Type {
        if let Some(target) = schema.reference {
            return self.reference(target, at.key("$ref"));
        }
        match kind(schema) {
            Kind::String => match enums::variants(schema, naming.wire) {
                Some(variants) => self.enumeration(variants, schema, naming),
                None => Type::String,
            },
            Kind::Integer => Type::Integer,
            Kind::Number => Type::Float,
            Kind::Boolean => Type::Bool,
            Kind::Any => Type::Any,
            Kind::Array => Type::List(Box::new(self.element(schema, at, naming.element()))),
            Kind::Object if !schema.properties.is_empty() => self.structure(schema, at, naming),
            Kind::Object => match &schema.additional {
                Some(values) => Type::Map(Box::new(self.schema(
                    values,
                    at.key("additionalProperties"),
                    naming.element(),
                ))),
                None => Type::Any,
            },
        }
    }

    /// The type of an array's elements. A value list on the array itself is about them.
    fn element(&mut self, array: &Schema<'_>, at: At<'_>, naming: Naming<'_>) -> Type {
        let Some(items) = &array.items else { return Type::Any };
        let is_text = items.reference.is_none() && items.kind == Some(Kind::String) && items.values.is_empty();
        match enums::variants(array, naming.wire) {
            Some(variants) if is_text => self.enumeration(variants, array, naming),
            _ => self.schema(items, at.key("items"), naming),
        }
    }

    fn reference(&mut self, target: &str, at: At<'_>) -> Type {
        let name = component_name(target);
        if matches!(&self.scope, Scope::Components { begun, .. } if begun.contains(name)) && self.known(name).is_none()
        {
            return Type::Any;
        }
        // Official documents have such references; what they hold can still be read and written as plain JSON.
        self.known(name).unwrap_or_else(|| {
            self.report.warning(
                at,
                format!("`{target}` does not exist"),
                format!(
                    "it is taken for `any`; define `{name}` under `components.schemas` of the API version's document, or \
                     correct the name"
                ),
            );
            Type::Any
        })
    }

    fn structure(&mut self, schema: &Schema<'_>, at: At<'_>, naming: Naming<'_>) -> Type {
        let index = self.definitions.len();
        self.definitions.push(Self::reserved(naming.origin()));
        let shape = self.struct_shape(schema, at, Parent::Definition(index));
        self.complete(index, shape, schema.description);
        Type::Named(self.type_ref(index))
    }

    fn enumeration(&mut self, variants: Vec<Variant>, schema: &Schema<'_>, naming: Naming<'_>) -> Type {
        let index = self.definitions.len();
        self.definitions.push(Self::reserved(naming.origin()));
        self.complete(index, Shape::Enum(variants), schema.description);
        Type::Named(self.type_ref(index))
    }

    fn type_ref(&self, index: usize) -> TypeRef {
        match self.scope {
            Scope::Operation(_) => TypeRef::Local(index),
            Scope::Components { .. } => TypeRef::Model(index),
        }
    }

    /// A definition that is yet to be completed, so that it comes before what is nested in it.
    pub(super) fn reserved(origin: Origin) -> Definition {
        Definition {
            ident: String::new(),
            origin,
            shape: Shape::Enum(Vec::new()),
            docs: None,
        }
    }

    pub(super) fn complete(&mut self, index: usize, shape: Shape, description: Option<&str>) {
        if let Some(definition) = self.definitions.get_mut(index) {
            definition.shape = shape;
            definition.docs = description.and_then(present);
        }
    }

    pub(super) fn struct_shape(&mut self, schema: &Schema<'_>, at: At<'_>, parent: Parent) -> Shape {
        Shape::Struct {
            direction: self.direction,
            fields: self.fields(schema, at, parent),
        }
    }

    /// The fields of an object.
    pub(super) fn fields(&mut self, schema: &Schema<'_>, at: At<'_>, parent: Parent) -> Vec<Field> {
        let properties_at = at.key("properties");
        let fields = schema.properties.iter().map(|(wire, property)| {
            let at = properties_at.key(wire);
            match wrapped(property).filter(|(item, _)| self.direction == Direction::Output && is_wrapper(wire, item)) {
                Some((item, list)) => {
                    let inner_at = at.key("properties");
                    let naming = Naming {
                        item: Some(item),
                        ..Naming::new(wire, parent)
                    };
                    let mut field = self.named(naming, list, inner_at.key(item));
                    field.item = Some(item.to_owned());
                    field.docs.description = property.description.and_then(present).or(field.docs.description);
                    field
                }
                None => {
                    let mut field = self.field(wire, property, at, parent);
                    field.required |= schema.required_properties.contains(wire);
                    field
                }
            }
        });
        fields.collect()
    }

    /// A field for a property or parameter.
    pub(super) fn field(&mut self, wire: &str, schema: &Schema<'_>, at: At<'_>, parent: Parent) -> Field {
        self.named(Naming::new(wire, parent), schema, at)
    }

    fn named(&mut self, naming: Naming<'_>, schema: &Schema<'_>, at: At<'_>) -> Field {
        let wire = naming.wire;
        let ty = self.schema(schema, at, naming);
        Field {
            wire: wire.to_owned(),
            item: None,
            ident: String::new(),
            required: schema.required,
            deprecated: schema.deprecated,
            sensitive: sensitive::is(wire, &ty),
            docs: docs(schema, &ty),
            ty,
        }
    }
}

/// `type`, or what the rest of the schema lets one think.
fn kind(schema: &Schema<'_>) -> Kind {
    schema
        .kind
        .unwrap_or(if !schema.properties.is_empty() || schema.additional.is_some() {
            Kind::Object
        } else if schema.items.is_some() {
            Kind::Array
        } else {
            Kind::Any
        })
}

/// The only property of an object, if it is a list.
fn wrapped<'s, 't>(schema: &'s Schema<'t>) -> Option<(&'t str, &'s Schema<'t>)> {
    match schema.properties.as_slice() {
        [(item, list)]
            if schema.reference.is_none() && schema.kind == Some(Kind::Object) && list.kind == Some(Kind::Array) =>
        {
            Some((item, list))
        }
        _ => None,
    }
}

/// Whether an object of this name around a list of that name is a mere wrapper, as in `{"Users": {"User": […]}}`: one
/// name contains the singular of the other, or the list is called by one of its elements, as only wrappers call theirs
/// (`{"Items": {"DBInstance": […]}}`). `{"HostConfig": {"Values": […]}}` is none; more may be added to it.
fn is_wrapper(outer: &str, item: &str) -> bool {
    let plain = |name: &str| names::singular(name).to_lowercase();
    let (outer_stem, item_stem) = (plain(outer), plain(item));
    let is_element = item.starts_with(|c: char| c.is_ascii_uppercase())
        && names::singular(item) == item
        && !["Data", "List"].contains(&item);
    is_element
        || !outer_stem.is_empty()
            && !item_stem.is_empty()
            && (item.to_lowercase().contains(&outer_stem) || outer.to_lowercase().contains(&item_stem))
}

fn docs(schema: &Schema<'_>, ty: &Type) -> FieldDocs {
    let has_variants =
        matches!(ty, Type::Named(_)) || matches!(ty, Type::List(item) if matches!(**item, Type::Named(_)));
    let values = match has_variants {
        true => Vec::new(),
        false => {
            let own = enums::documented(schema);
            match (own.is_empty(), &schema.items) {
                (true, Some(items)) => enums::documented(items),
                _ => own,
            }
        }
    };
    FieldDocs {
        description: schema.description.or(schema.title).and_then(present),
        values,
        limits: limits(schema, ty),
        default: schema.default.as_deref().and_then(present),
        example: schema.example.as_deref().and_then(present),
    }
}

/// Bounds in words, where they mean something for the type.
fn limits(schema: &Schema<'_>, ty: &Type) -> Vec<String> {
    let range = |low: Option<&str>, high: Option<&str>, unit: &str| match (low, high) {
        (Some(low), Some(high)) if low == high => Some(format!("Exactly {low}{unit}.")),
        // Bounds the wrong way round say nothing.
        (Some(low), Some(high)) if low.parse::<f64>().ok() > high.parse::<f64>().ok() => None,
        (Some(low), Some(high)) => Some(format!("{low} to {high}{unit}.")),
        (Some(low), None) => Some(format!("At least {low}{unit}.")),
        (None, Some(high)) => Some(format!("At most {high}{unit}.")),
        (None, None) => None,
    };
    let number = |bound: &Option<std::borrow::Cow<'_, str>>| {
        bound
            .as_deref()
            .filter(|bound| bound.parse::<f64>().is_ok())
            .map(str::to_owned)
    };
    let bounds = match ty {
        Type::Integer | Type::Float => range(
            number(&schema.minimum).as_deref(),
            number(&schema.maximum).as_deref(),
            "",
        ),
        Type::String => {
            let low = number(&schema.min_length).filter(|low| low != "0");
            range(low.as_deref(), number(&schema.max_length).as_deref(), " characters")
        }
        Type::List(_) => {
            let low = number(&schema.min_items).filter(|low| low != "0");
            range(low.as_deref(), number(&schema.max_items).as_deref(), " items")
        }
        _ => None,
    };
    bounds.into_iter().collect()
}
