//! Nested types: the same ones shared, different ones told apart.

use std::collections::{BTreeMap, HashMap};

use super::candidates::{Candidate, base, bases, tell_apart};
use super::idents::Scope;
use super::{RESERVED_TYPES, unreserved_type};
use crate::model::{Definition, Direction, Field, Operation, OutputShape, Parent, Shape, Type, TypeRef};

/// Names the types of `components.schemas` and what is nested in them.
pub(super) fn components(models: &mut [Definition]) {
    let mut scope = Scope::default();
    let mut own: Vec<usize> = Vec::new();
    let mut nested: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in 0..models.len() {
        match root(models, index) {
            root if root == index => own.push(index),
            root => nested.entry(root).or_default().push(index),
        }
    }
    own.sort_by_key(|&index| {
        models
            .get(index)
            .map(|model| (model.origin.is_element, model.origin.wire.clone()))
    });
    let classes: Vec<usize> = (0..models.len()).collect();
    let bases = bases(models, &classes);
    for &index in &own {
        let ident = bases
            .get(index)
            .map(|base| scope.claim(unreserved_type(base.clone()), ""))
            .unwrap_or_default();
        if let Some(model) = models.get_mut(index) {
            model.ident = ident;
        }
    }
    for root in own {
        let component = models.get(root).map(|model| model.ident.clone()).unwrap_or_default();
        let parts = nested.remove(&root).unwrap_or_default();
        let candidates = parts
            .into_iter()
            .filter_map(|index| Candidate::in_component(models, &bases, index, &component))
            .collect();
        let mut names: Vec<(usize, String)> = tell_apart(candidates, &Scope::default()).into_iter().collect();
        names.sort_unstable();
        for (index, name) in names {
            // A component may be called just that.
            let name = match scope.is_free(&name) {
                true => name,
                false => format!("{name}Value"),
            };
            let ident = scope.claim(name, "");
            if let Some(model) = models.get_mut(index) {
                model.ident = ident;
            }
        }
    }
}

/// The component that a definition is nested in, or itself.
fn root(models: &[Definition], index: usize) -> usize {
    let mut index = index;
    while let Some(Parent::Definition(parent)) = models.get(index).map(|model| model.origin.parent) {
        index = parent;
    }
    index
}

/// Names the types of an operation.
pub(super) fn operation(operation: &mut Operation) {
    let classes = share(&mut operation.types);
    let mut taken = Scope::default();
    RESERVED_TYPES.iter().for_each(|name| taken.reserve(name));
    taken.reserve(&operation.ident);
    if let Some(output) = &operation.output {
        taken.reserve(&output.ident);
    }
    let firsts = classes
        .iter()
        .enumerate()
        .filter(|(index, class)| index == *class)
        .map(|(index, _)| index);
    let bases = bases(&operation.types, &classes);
    let candidates = firsts
        .filter_map(|index| Candidate::new(&operation.types, &bases, index, &operation.ident))
        .collect();
    let names = tell_apart(candidates, &taken);
    keep_first_of_class(operation, &classes, names);
}

/// The class of each type: the index of the first type that is the same. Of a pair that differs only in direction, the
/// first becomes one for both; that is only possible without lists, which are optional in requests but not in answers.
fn share(types: &mut [Definition]) -> Vec<usize> {
    let mut classes: Vec<usize> = (0..types.len()).collect();
    // Parents come before what is nested in them, so that going backwards meets the inner types first.
    let mut groups: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for index in (0..types.len()).rev() {
        if let Some(definition) = types.get(index) {
            let key = (base(definition), fingerprint(definition, &classes));
            let group = groups.entry(key).or_default();
            group.push(index);
            for &member in group.iter() {
                if let Some(class) = classes.get_mut(member) {
                    *class = index;
                }
            }
        }
    }
    for members in groups.into_values() {
        let direction = |index: &usize| match types.get(*index).map(|found| &found.shape) {
            Some(Shape::Struct { direction, .. }) => Some(*direction),
            _ => None,
        };
        let is_both = members.iter().any(|index| direction(index) == Some(Direction::Input))
            && members.iter().any(|index| direction(index) == Some(Direction::Output));
        if is_both
            && let Some(first) = members.iter().min()
            && let Some(Definition {
                shape: Shape::Struct { direction, .. },
                ..
            }) = types.get_mut(*first)
        {
            *direction = Direction::Both;
        }
    }
    classes
}

/// A text that is equal for types that are the same on the wire and in Rust.
fn fingerprint(definition: &Definition, classes: &[usize]) -> String {
    match &definition.shape {
        Shape::Enum(variants) => {
            let values: Vec<&str> = variants.iter().map(|variant| variant.wire.as_str()).collect();
            format!("enum {values:?}")
        }
        Shape::Struct { direction, fields } => {
            let mut text = String::new();
            let mut is_flat = true;
            for field in fields {
                is_flat &= matches!(field.ty, Type::String | Type::Bool | Type::Integer | Type::Float);
                text.push_str(&format!("{:?}/{:?}:", field.wire, field.item));
                shape(&field.ty, classes, &mut text);
                text.push(if field.sensitive { '*' } else { ';' });
            }
            match is_flat {
                true => text,
                false => format!("{direction:?} {text}"),
            }
        }
    }
}

fn shape(ty: &Type, classes: &[usize], text: &mut String) {
    match ty {
        Type::List(item) => {
            text.push_str("[]");
            shape(item, classes, text);
        }
        Type::Map(item) => {
            text.push_str("{}");
            shape(item, classes, text);
        }
        Type::Named(TypeRef::Local(index)) => text.push_str(&format!("#{:?}", classes.get(*index))),
        other => text.push_str(&format!("{other:?}")),
    }
}

/// Drops all but the first type of each class and lets everything refer to those.
fn keep_first_of_class(operation: &mut Operation, classes: &[usize], names: HashMap<usize, String>) {
    let mut position = vec![0; classes.len()];
    let mut kept = 0;
    for (index, class) in classes.iter().enumerate() {
        let place = match index == *class {
            true => {
                kept += 1;
                kept - 1
            }
            false => position.get(*class).copied().unwrap_or_default(),
        };
        if let Some(slot) = position.get_mut(index) {
            *slot = place;
        }
    }
    let types = std::mem::take(&mut operation.types);
    for (index, mut definition) in types.into_iter().enumerate() {
        let Some(name) = names.get(&index) else { continue };
        definition.ident = name.clone();
        if let Shape::Struct { fields, .. } = &mut definition.shape {
            fields.iter_mut().for_each(|field| redirect(&mut field.ty, &position));
        }
        operation.types.push(definition);
    }
    operation
        .parameters
        .iter_mut()
        .for_each(|parameter| redirect(&mut parameter.field.ty, &position));
    if let Some(output) = &mut operation.output {
        match &mut output.shape {
            OutputShape::Struct(fields) => fields
                .iter_mut()
                .for_each(|field: &mut Field| redirect(&mut field.ty, &position)),
            OutputShape::Alias(ty) => redirect(ty, &position),
        }
    }
}

fn redirect(ty: &mut Type, position: &[usize]) {
    match ty {
        Type::List(inner) | Type::Map(inner) => redirect(inner, position),
        Type::Named(TypeRef::Local(index)) | Type::Boxed(TypeRef::Local(index)) => {
            *index = position.get(*index).copied().unwrap_or(*index);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FieldDocs, Origin};

    fn text(wire: &str) -> Field {
        Field {
            wire: wire.into(),
            item: None,
            ident: String::new(),
            ty: Type::String,
            required: false,
            deprecated: false,
            sensitive: false,
            docs: FieldDocs::default(),
        }
    }

    fn structure(wire: &str, parent: Parent, direction: Direction, fields: &[&str]) -> Definition {
        Definition {
            ident: String::new(),
            origin: Origin {
                wire: wire.into(),
                item: None,
                is_element: true,
                parent,
            },
            shape: Shape::Struct {
                direction,
                fields: fields.iter().map(|name| text(name)).collect(),
            },
            docs: None,
        }
    }

    fn names(mut types: Vec<Definition>) -> Vec<String> {
        let classes = share(&mut types);
        let bases = bases(&types, &classes);
        let firsts = (0..types.len()).filter(|&index| classes[index] == index);
        let candidates = firsts
            .filter_map(|index| Candidate::new(&types, &bases, index, "GetUser"))
            .collect();
        let names = tell_apart(candidates, &Scope::default());
        classes.iter().map(|class| names[class].clone()).collect()
    }

    #[test]
    fn the_nearest_keeps_the_short_name() {
        let types = vec![
            structure("Users", Parent::Answer, Direction::Output, &["Id", "Groups"]),
            structure("Groups", Parent::Definition(0), Direction::Output, &["Id"]),
            structure("Groups", Parent::Answer, Direction::Output, &["Name"]),
        ];
        assert_eq!(names(types), ["User", "UserGroup", "Group"]);
    }

    #[test]
    fn equally_near_ones_all_change() {
        let types = vec![
            structure("Users", Parent::Answer, Direction::Output, &["A"]),
            structure("Tags", Parent::Definition(0), Direction::Output, &["Key"]),
            structure("Groups", Parent::Answer, Direction::Output, &["B"]),
            structure("Tags", Parent::Definition(2), Direction::Output, &["Name"]),
        ];
        assert_eq!(names(types), ["User", "UserTag", "Group", "GroupTag"]);
    }

    #[test]
    fn lists_of_the_name_of_a_field_have_items() {
        let one = |wire: &str, field: &str, is_element: bool| {
            let mut definition = structure(wire, Parent::Answer, Direction::Output, &[field]);
            definition.origin.is_element = is_element;
            definition
        };
        assert_eq!(
            names(vec![one("schemas", "A", true), one("schema", "B", false)]),
            ["SchemasItem", "Schema"]
        );
        assert_eq!(
            names(vec![one("imageUrls", "A", true), one("ImageUrlList", "B", true)]),
            ["ImageUrl", "ImageUrlListItem"]
        );
        assert_eq!(
            names(vec![one("schemas", "A", true), one("schema", "A", false)]),
            ["Schema", "Schema"]
        );
    }

    #[test]
    fn elements_in_wrappers_are_called_as_there() {
        let wrapped = |wire: &str, field: &str| {
            let mut definition = structure(wire, Parent::Answer, Direction::Output, &[field]);
            definition.origin.item = Some("DataModule".into());
            definition
        };
        assert_eq!(names(vec![wrapped("BpsInterval", "A")]), ["DataModule"]);
        let types = vec![wrapped("BpsInterval", "A"), wrapped("QpsInterval", "B")];
        assert_eq!(names(types), ["BpsInterval", "QpsInterval"]);
    }

    #[test]
    fn parameters_come_before_answers_and_equals_are_shared() {
        let types = vec![
            structure("Tag", Parent::Request, Direction::Input, &["Key"]),
            structure("Tags", Parent::Answer, Direction::Output, &["TagKey"]),
            structure("Group", Parent::Request, Direction::Input, &["Id"]),
            structure("Groups", Parent::Answer, Direction::Output, &["Id"]),
        ];
        assert_eq!(names(types), ["Tag", "GetUserTag", "Group", "Group"]);
    }
}
