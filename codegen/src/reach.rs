//! What the operations that are kept make use of.

use crate::model::{Definition, Field, Operation, OutputShape, Service, Shape, Type, TypeRef};

/// Drops the shared types that no operation reaches, directly or through others. Names are given before, so that none
/// depends on what is kept.
pub(crate) fn drop_unreachable(service: &mut Service) {
    let mut is_reached = vec![false; service.models.len()];
    let mut queue: Vec<usize> = service.operations.iter().flat_map(models_of).collect();
    while let Some(index) = queue.pop() {
        let (Some(mark), Some(model)) = (is_reached.get_mut(index), service.models.get(index)) else {
            continue;
        };
        if !std::mem::replace(mark, true) {
            queue.extend(fields(model).iter().filter_map(|field| model_of(&field.ty)));
        }
    }
    let mut kept = 0;
    let position: Vec<usize> = is_reached
        .iter()
        .map(|is_reached| {
            kept += usize::from(*is_reached);
            kept.saturating_sub(1)
        })
        .collect();
    let mut marks = is_reached.into_iter();
    service.models.retain(|_| marks.next().unwrap_or_default());
    for field in service.models.iter_mut().flat_map(fields_mut) {
        redirect(&mut field.ty, &position);
    }
    for operation in &mut service.operations {
        types_mut(operation, |ty| redirect(ty, &position));
    }
}

fn fields(definition: &Definition) -> &[Field] {
    match &definition.shape {
        Shape::Struct { fields, .. } => fields,
        Shape::Enum(_) => &[],
    }
}

fn fields_mut(definition: &mut Definition) -> &mut [Field] {
    match &mut definition.shape {
        Shape::Struct { fields, .. } => fields,
        Shape::Enum(_) => &mut [],
    }
}

/// The shared types that an operation names itself.
fn models_of(operation: &Operation) -> Vec<usize> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.field.ty);
    let local = operation.types.iter().flat_map(fields).map(|field| &field.ty);
    let mut found: Vec<usize> = parameters.chain(local).filter_map(model_of).collect();
    match operation.output.as_ref().map(|output| &output.shape) {
        Some(OutputShape::Struct(fields)) => found.extend(fields.iter().filter_map(|field| model_of(&field.ty))),
        Some(OutputShape::Alias(ty)) => found.extend(model_of(ty)),
        None => {}
    }
    found
}

fn types_mut(operation: &mut Operation, mut change: impl FnMut(&mut Type)) {
    for parameter in &mut operation.parameters {
        change(&mut parameter.field.ty);
    }
    for field in operation.types.iter_mut().flat_map(fields_mut) {
        change(&mut field.ty);
    }
    match operation.output.as_mut().map(|output| &mut output.shape) {
        Some(OutputShape::Struct(fields)) => fields.iter_mut().for_each(|field| change(&mut field.ty)),
        Some(OutputShape::Alias(ty)) => change(ty),
        None => {}
    }
}

fn model_of(ty: &Type) -> Option<usize> {
    match ty {
        Type::List(inner) | Type::Map(inner) => model_of(inner),
        Type::Named(TypeRef::Model(index)) | Type::Boxed(TypeRef::Model(index)) => Some(*index),
        _ => None,
    }
}

fn redirect(ty: &mut Type, position: &[usize]) {
    match ty {
        Type::List(inner) | Type::Map(inner) => redirect(inner, position),
        Type::Named(TypeRef::Model(index)) | Type::Boxed(TypeRef::Model(index)) => {
            *index = position.get(*index).copied().unwrap_or(*index);
        }
        _ => {}
    }
}
