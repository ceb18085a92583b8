//! What single rows of a wire table become.
//!
//! Every function is `#[inline]`, not for speed but so that only the crates that call it compile it: of hundreds of operations
//! a program pays for those it uses.

/// The part of an open enum that does not depend on its variants.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_impls {
    ($type:ident) => {
        impl $crate::codec::OpenEnum for $type {}

        impl ::std::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::std::cmp::Eq for $type {}

        impl ::std::hash::Hash for $type {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl ::std::default::Default for $type {
            #[inline]
            fn default() -> Self {
                Self::Unknown($crate::codec::Unknown::new(""))
            }
        }

        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::codec::Encode for $type {
            #[inline]
            fn view(&self) -> $crate::codec::View<'_> {
                $crate::codec::View::Text(self.as_str())
            }
        }

        impl $crate::codec::Decode for $type {
            #[inline]
            fn slot(&mut self) -> $crate::codec::Slot<'_> {
                $crate::codec::Slot::Enum(self)
            }

            #[inline]
            fn optional(this: &mut ::std::option::Option<Self>) -> $crate::codec::Slot<'_> {
                $crate::codec::Slot::Enum(this)
            }
        }
    };
}

/// `Debug` by way of the outward table.
#[doc(hidden)]
#[macro_export]
macro_rules! __debug_fields {
    ($type:ident $([$($secret:literal),*])?) => {
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::codec::debug_fields(stringify!($type), &[$($($secret),*)?], self, f)
            }
        }
    };
}

/// `Debug` by way of the inward table.
#[doc(hidden)]
#[macro_export]
macro_rules! __debug_slots {
    ($type:ident $([$($secret:literal),*])?) => {
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::codec::debug_slots(stringify!($type), &[$($($secret),*)?], &mut self.clone(), f)
            }
        }
    };
}

/// Outward: the fields of the struct.
#[doc(hidden)]
#[macro_export]
macro_rules! __fields {
    ($type:ident { $($wire:literal $(/ $item:literal)? => $field:ident,)* }) => {
        impl $crate::codec::Fields for $type {
            #[inline]
            fn fields(&self, all: &mut dyn $crate::codec::ShowFields) {
                all.show(&[$(($wire, $crate::__view!(self.$field $(/ $item)?)),)*]);
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __view {
    ($self:ident.$field:ident) => {
        $crate::codec::Encode::view(&$self.$field)
    };
    ($self:ident.$field:ident / $item:literal) => {
        $crate::codec::View::Object(&$crate::codec::Wrapped {
            item: $item,
            list: &$self.$field,
        })
    };
}

/// Inward: the places of the struct's fields.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($type:ident { $($wire:literal $(/ $item:literal)? => $field:ident,)* }) => {
        impl $crate::codec::Object for $type {
            #[inline]
            fn slots(&mut self, all: &mut dyn $crate::codec::FillSlots) {
                all.fill(&mut [$(($wire, $crate::__slot!(self.$field $(/ $item)?)),)*]);
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
    ($field:ident [] $type:ty) => {
        /// Sets the field of this name.
        pub fn $field<I>(mut self, values: I) -> Self
        where
            I: ::std::iter::IntoIterator<Item: ::std::convert::Into<$type>>,
        {
            self.$field = ::std::option::Option::Some($crate::row::items(values));
            self
        }
    };
    ($field:ident {} $type:ty) => {
        /// Sets the field of this name.
        pub fn $field<K, V>(mut self, entries: impl ::std::iter::IntoIterator<Item = (K, V)>) -> Self
        where
            K: ::std::convert::Into<::std::string::String>,
            V: ::std::convert::Into<$type>,
        {
            self.$field = ::std::option::Option::Some($crate::row::entries(entries));
            self
        }
    };
    ($field:ident $type:ty) => {
        /// Sets the field of this name.
        pub fn $field(mut self, value: impl ::std::convert::Into<$type>) -> Self {
            self.$field = ::std::option::Option::Some(::std::convert::Into::into(value));
            self
        }
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
