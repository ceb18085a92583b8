//! Wire tables: the macros that generated code consists of, besides plain structs.
//!
//! A table says once how each field is called on the wire; both directions are made from it. The grammar is in each
//! macro's documentation.

mod embed;
mod rows;

/// Makes a struct an [`Operation`](crate::Operation): a chaining setter per field and the request's wire table.
///
/// ```text
/// operation!(Struct: "OfficialName" METHOD access [key = value, …] => Output {
///     [required] [token] location [format] "WireName" => field: Type, // Option<Type>
///     query "Tag" => tag[]: Tag,                                      // Option<Vec<Tag>>
///     query json "Labels" => labels{}: String,                        // Option<BTreeMap<String, String>>
/// } secret ["Password"]);                                             // unless there is none
/// ```
///
/// - access: `read` or `write`; method: `Get`, `Post`, …;
/// - token: it is an idempotency token, which is made up if it is not set;
/// - location: `query`, `form`, `body` (a property of the JSON body), `whole` (the body itself), `path`, `header`, `host`;
/// - format of lists and objects: `flat` (the default: `Tag.1.Key`), `json`, `simple` (comma-separated), `xml`, `list` (a whole body);
/// - secrets: wire names of fields whose values `Debug` shows as `***`. `Debug` comes with each of these tables, so that the
///   structs need no derive of it;
/// - keys: [`path`](crate::Api::path), [`auth`](crate::Api::auth), [`answer`](crate::Api::answer).
///
/// The service is `super::SERVICE`.
#[macro_export]
macro_rules! operation {
    ($type:ident: $name:literal $method:ident $access:ident $([$($key:ident = $value:expr),* $(,)?])? => $output:ty {
        $($($kind:ident)+ $wire:literal => $field:ident $([$($list:tt)*])? $({$($map:tt)*})?: $value_type:ty,)*
    } $(secret $secret:tt)?) => {
        impl $crate::Operation for $type {
            type Output = $output;

            const API: &'static $crate::Api = &$crate::Api::new(
                &super::SERVICE,
                $name,
                $crate::operation::Method::$method,
                $crate::row::$access,
                &[$($crate::row::param(&[$($crate::row::$kind),+], $wire)),*],
            )$($(.$key($value))*)?;
        }

        $crate::__debug_fields!($type $($secret)?);
        $crate::__fields!($type { $($wire => $field,)* });

        impl $type {
            $($crate::__setter!($field $([$($list)*])? $({$($map)*})? $value_type);)*
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
///
/// Rows and `secret` are those of [`operation!`](crate::operation!).
#[macro_export]
macro_rules! input {
    ($type:ident {
        $($wire:literal => $field:ident $([$($list:tt)*])? $({$($map:tt)*})?: $value_type:ty,)*
    } $(secret $secret:tt)?) => {
        $crate::__debug_fields!($type $($secret)?);
        $crate::__fields!($type { $($wire => $field,)* });

        impl $type {
            $($crate::__setter!($field $([$($list)*])? $({$($map)*})? $value_type);)*
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
    ($type:ident { $($wire:literal $(/ $item:literal)? => $field:ident,)* } $(secret $secret:tt)?) => {
        $crate::__debug_slots!($type $($secret)?);
        $crate::__object!($type { $($wire $(/ $item)? => $field,)* });

        $crate::__dynamic! {
            $crate::__fields!($type { $($wire $(/ $item)? => $field,)* });
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
    } $(secret $secret:tt)?) => {
        $crate::__debug_fields!($type $($secret)?);
        $crate::__fields!($type { $($wire => $field,)* });
        $crate::__object!($type { $($wire => $field,)* });

        impl $type {
            $($crate::__setter!($field $([$($list)*])? $({$($map)*})? $value_type);)*
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

        impl $type {
            /// The value as it stands on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(other) => other.as_str(),
                }
            }
        }

        impl ::std::convert::From<&str> for $type {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    other => Self::Unknown($crate::codec::Unknown::new(other)),
                }
            }
        }

        $crate::__open_enum_impls!($type);
    };
}
