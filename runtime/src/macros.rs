//! Wire tables: the macros that generated code consists of, besides plain structs.
//!
//! A table says once how each field is called on the wire; both directions are made from it. The grammar is in each
//! macro's documentation.

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
/// - format of lists and objects: `flat` (the default: `Tag.1.Key`), `json`, `simple` (comma-separated), `xml`;
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
            const KNOWN: &'static [&'static str] = &[$($wire),*];

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

/// The part of an open enum that does not depend on its variants.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_impls {
    ($type:ident) => {
        impl $type {
            /// The value as it stands on the wire.
            pub fn as_str(&self) -> &str {
                $crate::codec::OpenEnum::as_wire(self)
            }
        }

        impl ::std::cmp::PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::std::cmp::Eq for $type {}

        impl ::std::hash::Hash for $type {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl ::std::default::Default for $type {
            fn default() -> Self {
                Self::Unknown($crate::codec::Unknown::new(""))
            }
        }

        impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::convert::From<&str> for $type {
            fn from(text: &str) -> Self {
                $crate::codec::OpenEnum::from_wire(text)
            }
        }

        impl ::std::convert::From<::std::string::String> for $type {
            fn from(text: ::std::string::String) -> Self {
                $crate::codec::OpenEnum::from_wire(&text)
            }
        }

        impl $crate::codec::Encode for $type {
            fn view(&self) -> $crate::codec::View<'_> {
                $crate::codec::View::Text(self.as_str())
            }
        }

        impl $crate::codec::Decode for $type {
            fn slot(&mut self) -> $crate::codec::Slot<'_> {
                $crate::codec::Slot::Enum(self)
            }

            fn optional(this: &mut ::std::option::Option<Self>) -> $crate::codec::Slot<'_> {
                $crate::codec::Slot::Enum(this)
            }
        }
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

#[doc(hidden)]
#[macro_export]
macro_rules! __shown {
    ($self:ident.$field:ident) => {
        &$self.$field
    };
    ($self:ident.$field:ident secret) => {
        &$crate::codec::Redacted
    };
}

/// Outward: the fields of the struct.
#[doc(hidden)]
#[macro_export]
macro_rules! __fields {
    ($type:ident { $($wire:literal $(/ $item:literal)? => $field:ident,)* }) => {
        impl $crate::codec::Fields for $type {
            fn fields(&self, each: &mut dyn FnMut(&'static str, $crate::codec::View<'_>)) {
                let _ = each;
                $($crate::__emit!(each $wire $(/ $item)? => self.$field);)*
            }
        }
    };
}

/// Outward: the struct as a [`View::Object`](crate::codec::View::Object).
#[doc(hidden)]
#[macro_export]
macro_rules! __encode {
    ($type:ident $fields:tt) => {
        $crate::__fields!($type $fields);

        impl $crate::codec::Encode for $type {
            fn view(&self) -> $crate::codec::View<'_> {
                $crate::codec::View::Object(self)
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __emit {
    ($each:ident $wire:literal => $self:ident.$field:ident) => {
        $each($wire, $crate::codec::Encode::view(&$self.$field))
    };
    ($each:ident $wire:literal / $item:literal => $self:ident.$field:ident) => {
        $each(
            $wire,
            $crate::codec::View::Object(&$crate::codec::Wrapped {
                item: $item,
                list: &$self.$field,
            }),
        )
    };
}

/// Inward: the struct as a [`Slot::Object`](crate::codec::Slot::Object).
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($type:ident { $($wire:literal $(/ $item:literal)? => $field:ident,)* }) => {
        impl $crate::codec::Object for $type {
            fn slots<'a>(&'a mut self, each: &mut dyn FnMut(&'static str, $crate::codec::Slot<'a>)) {
                let _ = each;
                $(each($wire, $crate::__slot!(self.$field $(/ $item)?));)*
            }
        }

        impl $crate::codec::Decode for $type {
            fn slot(&mut self) -> $crate::codec::Slot<'_> {
                $crate::codec::Slot::Object(self)
            }

            fn optional(this: &mut ::std::option::Option<Self>) -> $crate::codec::Slot<'_> {
                $crate::codec::Slot::Optional(this)
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __slot {
    ($self:ident.$field:ident) => {
        $crate::codec::Decode::slot(&mut $self.$field)
    };
    ($self:ident.$field:ident / $item:literal) => {
        $crate::codec::Slot::Wrapped($item, &mut $self.$field)
    };
}

/// One chaining setter.
#[doc(hidden)]
#[macro_export]
macro_rules! __setter {
    ($wire:literal $field:ident [] $type:ty) => {
        #[doc = concat!("Sets `", $wire, "`.")]
        #[must_use]
        pub fn $field<I>(mut self, values: I) -> Self
        where
            I: ::std::iter::IntoIterator<Item: ::std::convert::Into<$type>>,
        {
            self.$field = ::std::option::Option::Some(values.into_iter().map(::std::convert::Into::into).collect());
            self
        }
    };
    ($wire:literal $field:ident {} $type:ty) => {
        #[doc = concat!("Sets `", $wire, "`.")]
        #[must_use]
        pub fn $field<K, V>(mut self, entries: impl ::std::iter::IntoIterator<Item = (K, V)>) -> Self
        where
            K: ::std::convert::Into<::std::string::String>,
            V: ::std::convert::Into<$type>,
        {
            self.$field = ::std::option::Option::Some(
                entries
                    .into_iter()
                    .map(|(key, value)| (key.into(), value.into()))
                    .collect(),
            );
            self
        }
    };
    ($wire:literal $field:ident $type:ty) => {
        #[doc = concat!("Sets `", $wire, "`.")]
        #[must_use]
        pub fn $field(mut self, value: impl ::std::convert::Into<$type>) -> Self {
            self.$field = ::std::option::Option::Some(value.into());
            self
        }
    };
}

/// One line of a wire table as a [`Param`](crate::operation::Param).
#[doc(hidden)]
#[macro_export]
macro_rules! __param {
    (required $location:ident $format:ident $wire:literal) => {
        $crate::__param!(@ true $location $format $wire)
    };
    (required $location:ident $wire:literal) => {
        $crate::__param!(@ true $location flat $wire)
    };
    ($location:ident $format:ident $wire:literal) => {
        $crate::__param!(@ false $location $format $wire)
    };
    ($location:ident $wire:literal) => {
        $crate::__param!(@ false $location flat $wire)
    };
    (@ $required:literal $location:ident $format:ident $wire:literal) => {
        $crate::operation::Param {
            name: $wire,
            location: $crate::__location!($location),
            format: $crate::__format!($format),
            required: $required,
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __location {
    (query) => {
        $crate::operation::Location::Query
    };
    (form) => {
        $crate::operation::Location::Form
    };
    (body) => {
        $crate::operation::Location::Body
    };
    (whole) => {
        $crate::operation::Location::Whole
    };
    (path) => {
        $crate::operation::Location::Path
    };
    (header) => {
        $crate::operation::Location::Header
    };
    (host) => {
        $crate::operation::Location::Host
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __format {
    (flat) => {
        $crate::operation::Format::Flat
    };
    (json) => {
        $crate::operation::Format::Json
    };
    (simple) => {
        $crate::operation::Format::Simple
    };
    (xml) => {
        $crate::operation::Format::Xml
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __access {
    (read) => {
        $crate::operation::Access::Read
    };
    (write) => {
        $crate::operation::Access::Write
    };
}

/// What stands inside exists only with the feature `dynamic` of this crate.
#[cfg(feature = "dynamic")]
#[doc(hidden)]
#[macro_export]
macro_rules! __dynamic {
    ($($code:tt)*) => { $($code)* };
}

/// What stands inside exists only with the feature `dynamic` of this crate.
#[cfg(not(feature = "dynamic"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dynamic {
    ($($code:tt)*) => {};
}
