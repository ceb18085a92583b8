//! A call of an operation, ready to be pasted into a program.

use super::text::literal;
use crate::model::{Answer, Definition, Field, FieldDocs, Operation, Service, Shape, Type, TypeRef};

/// Longest line that stays one.
const WIDTH: usize = 100;

/// Longest example that a call shows.
const EXAMPLE: usize = 60;

/// How deep structures are filled in.
const DEPTH: usize = 4;

/// How many fields show what a structure without required ones is for.
const SHOWN: usize = 2;

/// A function that calls an operation of the crate `krate` with everything that is required, filled with documented examples.
///
/// Nested types are called by the path of their module, so that they mean the same in whatever module this stands.
pub fn call(krate: &str, service: &Service, operation: &Operation) -> String {
    let krate = krate.replace('-', "_");
    let ident = &operation.ident;
    let values = Values {
        operation,
        models: &service.models,
    };
    let required = operation
        .parameters
        .iter()
        .map(|parameter| &parameter.field)
        .filter(|field| field.required);
    let setters: Vec<String> = required.map(|field| values.setter(field, 0)).collect();
    let one_line = format!("    let request = {ident}::default(){};", setters.concat());
    let request = match one_line.chars().count() <= WIDTH {
        true => one_line,
        false => {
            let lines: String = setters.iter().map(|setter| format!("\n        {setter}")).collect();
            format!("    let request = {ident}::default(){lines};")
        }
    };
    let mut imports = vec![ident.as_str()];
    let mut modules = ["model", operation.module.as_str()];
    modules.sort_unstable();
    for module in modules {
        let is_used = [
            &format!("({module}::"),
            &format!("[{module}::"),
            &format!(" {module}::"),
        ]
        .iter()
        .any(|start| request.contains(start.as_str()));
        if is_used {
            imports.push(module);
        }
    }
    let imports = match imports.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("{{{}}}", several.join(", ")),
    };
    let (module, name) = (&service.module, &operation.module);
    let answer = match operation.answer {
        _ if operation.output.is_none() => "    client.send(request).await".to_owned(),
        Answer::Events => "    let mut events = client.send(request).await?;\n    \
             while let Some(event) = events.next().await? {\n        println!(\"{event:?}\");\n    }\n    Ok(())"
            .to_owned(),
        _ if values.is_stream() => "    let mut pieces = client.send(request).await?;\n    \
             while let Some(piece) = pieces.next().await? {\n        println!(\"{} bytes\", piece.len());\n    }\n    Ok(())"
            .to_owned(),
        _ => "    let answer = client.send(request).await?;\n    println!(\"{answer:?}\");\n    Ok(())".to_owned(),
    };
    format!(
        "use {krate}::{module}::{imports};\n\n\
         async fn {name}(client: &{krate}::Client) -> Result<(), {krate}::Error> {{\n\
         {request}\n{answer}\n}}\n",
        request = request.replace("$crate", &krate),
    )
}

/// Values for parameters of one operation.
struct Values<'m> {
    operation: &'m Operation,
    models: &'m [Definition],
}

impl Values<'_> {
    fn is_stream(&self) -> bool {
        use crate::model::OutputShape::Alias;
        matches!(
            self.operation.output.as_ref().map(|output| &output.shape),
            Some(Alias(Type::Stream))
        )
    }

    fn definition(&self, target: TypeRef) -> Option<(&Definition, String)> {
        let (module, found) = match target {
            TypeRef::Local(index) => (self.operation.module.as_str(), self.operation.types.get(index)),
            TypeRef::Model(index) => ("model", self.models.get(index)),
        };
        found.map(|found| (found, format!("{module}::{}", found.ident)))
    }

    /// `.name(value)`. Setters take whatever converts, so texts need no `to_owned` and lists no `vec!`.
    fn setter(&self, field: &Field, depth: usize) -> String {
        let value = match &field.ty {
            Type::List(item) => format!("[{}]", self.loose(item, &field.docs, depth)),
            Type::Map(item) => format!("[(\"key\", {})]", self.loose(item, &field.docs, depth)),
            ty => self.loose(ty, &field.docs, depth),
        };
        format!(".{}({value})", field.ident)
    }

    /// Something that converts into a value of a type.
    fn loose(&self, ty: &Type, docs: &FieldDocs, depth: usize) -> String {
        match ty {
            Type::String | Type::Any | Type::Bytes => text(docs),
            _ => self.exact(ty, docs, depth),
        }
    }

    /// A value of a type.
    fn exact(&self, ty: &Type, docs: &FieldDocs, depth: usize) -> String {
        match ty {
            Type::String => format!("{}.to_owned()", text(docs)),
            Type::Any | Type::Bytes => format!("{}.into()", text(docs)),
            Type::Bool => "true".to_owned(),
            Type::Integer => integer(docs),
            Type::Float => format!(
                "{:?}",
                number::<f64>(docs).filter(|value| value.is_finite()).unwrap_or(1.0)
            ),
            Type::Body | Type::Stream => "$crate::Body::file(\"path/to/file\").await?".to_owned(),
            Type::List(item) => format!("vec![{}]", self.exact(item, docs, depth)),
            Type::Map(item) => format!(
                "std::collections::BTreeMap::from([(\"key\".to_owned(), {})])",
                self.exact(item, docs, depth)
            ),
            Type::Named(target) | Type::Boxed(target) => match self.definition(*target) {
                Some((definition, path)) => match &definition.shape {
                    Shape::Enum(variants) => {
                        let documented =
                            candidates(docs).find_map(|value| variants.iter().find(|variant| variant.wire == value));
                        match documented.or_else(|| variants.first()) {
                            Some(variant) => format!("{path}::{}", variant.ident),
                            None => format!("{path}::from({})", text(docs)),
                        }
                    }
                    Shape::Struct { fields, .. } => self.structure(&path, fields, depth + 1),
                },
                // Names always lead somewhere.
                None => String::new(),
            },
        }
    }

    fn structure(&self, path: &str, fields: &[Field], depth: usize) -> String {
        let is_leaf =
            |field: &&Field| !matches!(field.ty, Type::Named(_) | Type::Boxed(_) | Type::List(_) | Type::Map(_));
        let mut shown: Vec<&Field> = fields.iter().filter(|field| field.required).collect();
        if shown.is_empty() {
            shown = fields.iter().filter(is_leaf).take(SHOWN).collect();
        }
        let shown = shown.into_iter().filter(|_| depth < DEPTH);
        let setters: String = shown.map(|field| self.setter(field, depth)).collect();
        format!("{path}::default(){setters}")
    }
}

/// What the document shows as values, best first.
fn candidates(docs: &FieldDocs) -> impl Iterator<Item = &str> {
    let values = docs.values.iter().map(|(value, _)| value.as_str());
    docs.example
        .as_deref()
        .into_iter()
        .chain(docs.default.as_deref())
        .chain(values)
}

fn text(docs: &FieldDocs) -> String {
    let is_short = |text: &&str| text.chars().count() <= EXAMPLE && !text.contains('\n');
    literal(candidates(docs).find(is_short).unwrap_or("…"))
}

fn number<T: std::str::FromStr>(docs: &FieldDocs) -> Option<T> {
    candidates(docs).find_map(|value| value.trim().parse().ok())
}

/// Without a suffix, literals are 32 bits wide until they are converted.
fn integer(docs: &FieldDocs) -> String {
    let value: i64 = number(docs).unwrap_or(1);
    match i32::try_from(value) {
        Ok(value) => value.to_string(),
        Err(_) => format!("{value}_i64"),
    }
}
