//! Rust identifiers for wire names: the only place that knows how they are made.
//!
//! # Words
//! A name is split where case changes and at everything that is no letter or digit; acronyms are one word, their plural
//! `s` and a version included (`GetUserMFAInfo`: get, user, mfa, info; `ListVMs`: list, vms; `NFSv4`: nfsv4); digits belong to the word before them
//! (`Md5Sum`: md5, sum), and capitals that follow a digit within an acronym too (`U2F`). A few brands that mix case are
//! one word as well: `VSwitch`, `IPv6`, `OAuth`, … (the list is in `words.rs`). A name without any letter or digit of ASCII
//! is spelled by the numbers of its characters (`免费`: u514d, u8d39).
//!
//! # Identifiers
//! Types and variants join the words in Pascal case, error codes in capitals (`EntityNotExist.User`: `ENTITY_NOT_EXIST_USER`),
//! everything else in snake case; two words that meet in digits keep a
//! `_` between them (`5.7`). A leading digit gets `_` in front. Keywords become raw identifiers (`r#type`). What cannot
//! be one (`self`, `super`, `crate`) or would hide something (a setter `default` would hide `Default::default`) gets `_`
//! at the end in snake case and `Value` in Pascal case: the value `Unknown` is the variant `UnknownValue`.
//!
//! # Collisions
//! Within one scope (the fields of a struct, the variants of an enum, the error codes of an API version) a name that mixes small letters and capitals keeps its
//! identifier, else one in capitals, else one without; of several, the one that sorts first on the wire. The others get
//! `upper` or `lower` at the end if they are written so (`Key` and `key`: `key` and `key_lower`; `Vpc` and `VPC`: `Vpc` and
//! `VpcUpper`), the rest `2`, `3`, … (`_2` in snake case). Of operations, the first keeps its name. A parameter that
//! collides with one in another place gets that place in front (`body_id`), as long as that helps.
//! Nested types are told apart as described at [`assign`].
//!
//! So an identifier depends on its own scope and on nothing else that is generated.

mod candidates;
mod fields;
mod idents;
mod types;
mod words;

use crate::model::{OutputShape, Service, Shape};

pub use idents::{is_nameable, module_of};
pub use words::{singular, words};

use idents::{Scope, pascal, snake};

/// Names that mean something else in generated files.
const RESERVED_TYPES: &[&str] = &[
    "Answer",
    "Auth",
    "BTreeMap",
    "Box",
    "Bytes",
    "Endpoint",
    "EndpointRule",
    "Entry",
    "Err",
    "None",
    "Ok",
    "Option",
    "Result",
    "Self",
    "Service",
    "Some",
    "String",
    "Style",
    "Value",
    "Vec",
];

/// Modules that are there anyway, and `mod`, whose file would be the API version's own.
const RESERVED_MODULES: &[&str] = &["error_codes", "model", "mod"];

/// Gives everything in an API version its identifier.
///
/// Operations are called as they are, their outputs `…Output`. A nested type is called after the field it is the type
/// of, in the singular if it is the type of a list's elements, and in a wrapper (`{"Items": {"DBInstance": […]}}`) after the
/// list in it. An enum whose name would be a single word (`Type`,
/// `Status`) takes the name of the struct it is in, or of the operation, in front of it. Types that are the same (name,
/// fields, values) are one type. Of different types with the same name the one nearest to the operation keeps it, parameters
/// before answers; the others, and all of them when several are equally near, take the name of what they are in. In one
/// struct a field goes before a list of the same name (`schema`, `schemas`), whose elements are then called items
/// (`SchemasItem`).
///
/// Components have their own names, and the names of what is nested in them always start with the component's.
pub fn assign(service: &mut Service) {
    service.module = module_of(&service.product, &service.version);
    operations(service);
    types::components(&mut service.models);
    for operation in &mut service.operations {
        fields::parameters(&mut operation.parameters);
        if let Some(output) = &mut operation.output {
            output.ident = format!("{}Output", operation.ident);
            if let OutputShape::Struct(fields) = &mut output.shape {
                fields::fields(fields);
            }
        }
        inside(&mut operation.types);
        types::operation(operation);
    }
    inside(&mut service.models);
    fields::errors(&mut service.errors);
}

fn operations(service: &mut Service) {
    let mut idents = Scope::default();
    let mut modules = Scope::default();
    let mut claim = |wire: &str| {
        let words = words(wire);
        let ident = idents.claim(unreserved_type(pascal(&words)), "");
        idents.reserve(&format!("{ident}Output"));
        (ident, modules.claim(unreserved_module(snake(&words)), "_"))
    };
    // Both are sorted by wire name already, and so are both together: who is left out changes nobody's name.
    let mut left_out = service.left_out.iter().peekable();
    for operation in &mut service.operations {
        while let Some(wire) = left_out.next_if(|wire| **wire < operation.wire) {
            claim(wire);
        }
        (operation.ident, operation.module) = claim(&operation.wire);
    }
}

fn unreserved_type(ident: String) -> String {
    match RESERVED_TYPES.contains(&ident.as_str()) {
        true => format!("{ident}Value"),
        false => ident,
    }
}

fn unreserved_module(ident: String) -> String {
    match RESERVED_MODULES.contains(&ident.as_str()) {
        true => format!("{ident}_"),
        false => ident,
    }
}

fn inside(definitions: &mut [crate::model::Definition]) {
    for definition in definitions {
        match &mut definition.shape {
            Shape::Struct { fields, .. } => fields::fields(fields),
            Shape::Enum(variants) => fields::variants(variants),
        }
    }
}
