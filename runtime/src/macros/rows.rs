//! What single rows of a wire table become.

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
    (list) => {
        $crate::operation::Format::List
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
