//! What generated modules inside somebody's own crate need besides wire tables.

/// Includes what [`alicloud_codegen::Builder`](https://docs.rs/alicloud-codegen) has generated in `build.rs`: one module per API
/// version, and what a program needs of this crate.
///
/// ```ignore
/// mod alicloud {
///     alicloud_runtime::include_operations!();
/// }
/// use alicloud::{Client, ecs20140526::DescribeInstances};
/// ```
#[macro_export]
macro_rules! include_operations {
    () => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/alicloud.rs"));
    };
}

/// Stops a build whose operations have XML in them while this crate is built without its feature `xml`.
#[cfg(feature = "xml")]
#[doc(hidden)]
#[macro_export]
macro_rules! __requires_xml {
    ($operations:literal) => {};
}

/// Stops a build whose operations have XML in them while this crate is built without its feature `xml`.
#[cfg(not(feature = "xml"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __requires_xml {
    ($operations:literal) => {
        ::core::compile_error!(::core::concat!(
            "these operations have XML in them: ",
            $operations,
            "; they need the feature `xml` of alicloud-runtime in Cargo.toml: features = [\"xml\"]"
        ));
    };
}

/// Stops a build that has tables of operations by name while this crate is built without its feature `dynamic`.
#[cfg(feature = "dynamic")]
#[doc(hidden)]
#[macro_export]
macro_rules! __requires_dynamic {
    () => {};
}

/// Stops a build that has tables of operations by name while this crate is built without its feature `dynamic`.
#[cfg(not(feature = "dynamic"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __requires_dynamic {
    () => {
        ::core::compile_error!(
            "operations by name need the feature `dynamic` of alicloud-runtime in Cargo.toml: features = [\"dynamic\"]"
        );
    };
}
