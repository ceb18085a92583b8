//! Structs that contain themselves.

use crate::model::{Definition, Shape, Type, TypeRef};

/// Boxes every field through which a struct contains itself directly. Lists and maps hold their elements elsewhere and
/// need no box.
pub(super) fn break_cycles(definitions: &mut [Definition]) {
    let components = strong_components(definitions);
    for index in 0..definitions.len() {
        let own = components.get(index).copied();
        let Some(Definition {
            shape: Shape::Struct { fields, .. },
            ..
        }) = definitions.get_mut(index)
        else {
            continue;
        };
        for field in fields {
            if let Type::Named(TypeRef::Model(target)) = field.ty
                && components.get(target).copied() == own
                && own.is_some_and(|own| own != usize::MAX)
            {
                field.ty = Type::Boxed(TypeRef::Model(target));
            }
        }
    }
}

fn direct(definition: &Definition) -> Vec<usize> {
    let Shape::Struct { fields, .. } = &definition.shape else {
        return Vec::new();
    };
    let targets = fields.iter().filter_map(|field| match field.ty {
        Type::Named(TypeRef::Model(target)) => Some(target),
        _ => None,
    });
    targets.collect()
}

/// A number per definition, equal for those that contain each other; `usize::MAX` for enums and what is in no cycle.
fn strong_components(definitions: &[Definition]) -> Vec<usize> {
    let edges: Vec<Vec<usize>> = definitions.iter().map(direct).collect();
    let reachable: Vec<Vec<bool>> = (0..edges.len()).map(|start| reach(&edges, start)).collect();
    let reaches = |from: usize, to: usize| reachable.get(from).and_then(|row| row.get(to)).is_some_and(|yes| *yes);
    (0..edges.len())
        .map(|node| match reaches(node, node) {
            true => (0..edges.len())
                .find(|&other| reaches(node, other) && reaches(other, node))
                .unwrap_or(node),
            false => usize::MAX,
        })
        .collect()
}

/// What can be reached from `start` in one step or more.
fn reach(edges: &[Vec<usize>], start: usize) -> Vec<bool> {
    let mut seen = vec![false; edges.len()];
    let mut queue: Vec<usize> = edges.get(start).cloned().unwrap_or_default();
    while let Some(node) = queue.pop() {
        if let Some(mark) = seen.get_mut(node)
            && !*mark
        {
            *mark = true;
            queue.extend(edges.get(node).into_iter().flatten());
        }
    }
    seen
}
