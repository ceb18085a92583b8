//! Wire tables: the macros that generated code consists of, besides plain structs.
//!
//! A table says once how each field is called on the wire; both directions are made from it. The grammar is in each
//! macro's documentation.

mod rows;

/// Makes a struct an [`Operation`](crate::Operation): a chaining setter per field and the request's wire table.
///
/// ```text
/// operation!(Struct: "OfficialName" METHOD access [key = value, …] => Output {
///     [required] location [format] "WireName" => field: Type,        // Option<Type>
///     query "Tag" => tag[]: Tag,                                      // Option<Vec<Tag>>
///     query json "Labels" => labels{}: String,                        // Option<BTreeMap<String, String>>
/// });
/// ```
///
/// - access: `read` or `write`; method: `Get`, `Post`, …;
/// - location: `query`, `form`, `body` (a property of the JSON body), `whole` (the body itself), `path`, `header`, `host`;
/// - format of lists and objects: `flat` (the default: `Tag.1.Key`), `json`, `simple` (comma-separated), `xml`, `list` (a whole body);
/// - keys: [`path`](crate::Api::path), [`auth`](crate::Api::auth), [`answer`](crate::Api::answer).
///
/// The service is `super::SERVICE`.
#[macro_export]
macro_rules! operation {
    ($type:ident: $name:literal $method:ident $access:ident $([$($key:ident = $value:expr),* $(,)?])? => $output:ty {
        $($($kind:ident)+ $wire:literal => $field:ident $([$($list:tt)*])? $({$($map:tt)*})?: $value_type:ty,)*
    }) => {
        impl $crate::Operation for $type {
            type Output = $output;

            const API: &'static $crate::Api = &$crate::Api::new(
                &super::SERVICE,
                $name,
                $crate::operation::Method::$method,
                $crate::__access!($access),
                &[$($crate::__param!($($kind)+ $wire)),*],
            )$($(.$key($value))*)?;
        }

        $crate::__fields!($type { $($wire => $field,)* });

        impl $type {
            $($crate::__setter!($wire $field $([$($list)*])? $({$($map)*})? $value_type);)*
        }

        $crate::__dynamic! {
            $crate::__object!($type { $($wire => $field,)* });
        }
    };
}

/// Gives a struct inside requests its wire table and a chaining setter per field.
///
/// ```text
/// input!(Struct { "WireName" => field: Type, "Tag" => tag[]: Tag, "Labels" => labels{}: String, });
/// ```
#[macro_export]
macro_rules! input {
    ($type:ident {
        $($wire:literal => $field:ident $([$($list:tt)*])? $({$($map:tt)*})?: $value_type:ty,)*
    }) => {
        $crate::__encode!($type { $($wire => $field,)* });

        impl $type {
            $($crate::__setter!($wire $field $([$($list)*])? $({$($map)*})? $value_type);)*
        }

        $crate::__dynamic! {
            $crate::__object!($type { $($wire => $field,)* });
        }
    };
}

/// Gives a struct inside answers its wire table.
///
/// ```text
/// output!(Struct { "WireName" => field, "Users" / "User" => users, });
/// ```
///
/// The second form is a list inside a wrapper object of its own: `{"Users": {"User": […]}}`.
#[macro_export]
macro_rules! output {
    ($type:ident { $($wire:literal $(/ $item:literal)? => $field:ident,)* }) => {
        $crate::__object!($type { $($wire $(/ $item)? => $field,)* });

        $crate::__dynamic! {
            $crate::__encode!($type { $($wire $(/ $item)? => $field,)* });
        }
    };
}

/// Gives a struct that both requests and answers use its wire table in both directions, and a chaining setter per field.
///
/// The grammar is that of [`input!`](crate::input!).
#[macro_export]
macro_rules! model {
    ($type:ident {
        $($wire:literal => $field:ident $([$($list:tt)*])? $({$($map:tt)*})?: $value_type:ty,)*
    }) => {
        $crate::__encode!($type { $($wire => $field,)* });
        $crate::__object!($type { $($wire => $field,)* });

        impl $type {
            $($crate::__setter!($wire $field $([$($list)*])? $({$($map)*})? $value_type);)*
        }
    };
}

/// Defines an enum that keeps values it does not know.
///
/// ```text
/// open_enum! {
///     /// What it says.
///     pub enum MfaDeviceType {
///         /// A virtual MFA device.
///         Vmfa = "VMFA",
///     }
/// }
/// ```
#[macro_export]
macro_rules! open_enum {
    ($(#[$meta:meta])* pub enum $type:ident { $($(#[$variant_meta:meta])* $variant:ident = $wire:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub enum $type {
            $($(#[$variant_meta])* $variant,)*
            /// A value that was not known when this crate was generated.
            Unknown($crate::codec::Unknown),
        }

        impl $crate::codec::OpenEnum for $type {
            fn from_wire(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    other => Self::Unknown($crate::codec::Unknown::new(other)),
                }
            }

            fn as_wire(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(other) => other.as_str(),
                }
            }
        }

        $crate::__open_enum_impls!($type);
    };
}

/// `Debug` for a struct with secrets: fields marked `secret` print as `***`.
///
/// ```text
/// redacted!(Struct { field, password: secret, });
/// ```
#[macro_export]
macro_rules! redacted {
    ($type:ident { $($field:ident $(: $secret:ident)?,)* }) => {
        impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($type))
                    $(.field(stringify!($field), $crate::__shown!(self.$field $($secret)?)))*
                    .finish()
            }
        }
    };
}
