//! A call of an operation, ready to be pasted into a program or to be one.

use super::text::literal;
use crate::model::{
    Answer, Definition, Field, FieldDocs, Operation, Output, OutputShape, Service, Shape, Type, TypeRef,
};

/// Longest chain of calls that rustfmt leaves on a line.
const CHAIN: usize = 60;

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
    let Request { imports, statement } = Request::new(&krate, service, operation, |_| true);
    let name = &operation.module;
    let answer = answer(operation);
    format!(
        "use {imports};\n\n\
         async fn {name}(client: &{krate}::Client) -> Result<(), {krate}::Error> {{\n\
         {statement}\n{answer}    Ok(())\n}}\n"
    )
}

/// A request in a function's body.
pub(super) struct Request {
    /// What to `use` for it.
    pub(super) imports: String,
    /// `let request = …;`, indented.
    pub(super) statement: String,
}

impl Request {
    /// A request that sets those required parameters which are `wanted`. The API versions are modules of `root`.
    pub(super) fn new(root: &str, service: &Service, operation: &Operation, wanted: impl Fn(&Field) -> bool) -> Self {
        let ident = &operation.ident;
        let values = Values {
            root,
            operation,
            models: &service.models,
        };
        let required = operation
            .parameters
            .iter()
            .map(|parameter| &parameter.field)
            .filter(|field| field.required && wanted(field));
        let setters: Vec<String> = required.map(|field| values.setter(field, 0)).collect();
        let chain = format!("{ident}::default(){}", setters.concat());
        let statement = match setters.is_empty() || chain.chars().count() <= CHAIN {
            true => format!("    let request = {chain};"),
            false => {
                let lines: String = setters.iter().map(|setter| format!("\n        {setter}")).collect();
                format!("    let request = {ident}::default(){lines};")
            }
        };
        let mut modules = ["model", operation.module.as_str()];
        modules.sort_unstable();
        let is_used = |module: &str| {
            let starts = ["(", "[", " "].map(|before| format!("{before}{module}::"));
            starts.iter().any(|start| statement.contains(start.as_str()))
        };
        let used = modules.into_iter().filter(|module| is_used(module));
        let imports: Vec<&str> = std::iter::once(ident.as_str()).chain(used).collect();
        let imports = match imports.as_slice() {
            [one] => (*one).to_owned(),
            several => format!("{{{}}}", several.join(", ")),
        };
        Self {
            imports: format!("{root}::{}::{imports}", service.module),
            statement,
        }
    }
}

/// Sends `request` and prints what comes back, indented.
pub(super) fn answer(operation: &Operation) -> &'static str {
    let is_stream = |output: &Output| matches!(output.shape, OutputShape::Alias(Type::Stream));
    match (operation.answer, &operation.output) {
        (_, None) => "    client.send(request).await?;\n",
        (Answer::Events, _) => {
            "    let mut events = client.send(request).await?;\n    \
             while let Some(event) = events.next().await? {\n        println!(\"{event:?}\");\n    }\n"
        }
        (_, Some(output)) if is_stream(output) => {
            "    let mut pieces = client.send(request).await?;\n    \
             while let Some(piece) = pieces.next().await? {\n        println!(\"{} bytes\", piece.len());\n    }\n"
        }
        _ => "    let answer = client.send(request).await?;\n    println!(\"{answer:#?}\");\n",
    }
}

/// Values for parameters of one operation.
struct Values<'m> {
    /// The crate or module that the API versions are in.
    root: &'m str,
    operation: &'m Operation,
    models: &'m [Definition],
}

impl Values<'_> {
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
            Type::Body | Type::Stream => format!("{}::Body::file(\"path/to/file\").await?", self.root),
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
