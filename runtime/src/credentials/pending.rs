//! Stands in for providers that go over the network until they are here.
#![allow(missing_docs)]

use std::time::{Duration, SystemTime};

use super::{Cached, Context, CredentialProvider, Credentials, Fetch};
use crate::{BoxFuture, Error, ErrorKind};

macro_rules! pending {
    ($($name:ident $official:literal,)*) => {$(
        pub struct $name;

        impl $name {
            pub fn provider(self, context: Context) -> Cached<Self> {
                Cached::new(self, context)
            }
        }

        impl Fetch for $name {
            fn fetch<'a>(&'a self, _context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
                let message = concat!($official, " is not there yet");
                Box::pin(std::future::ready(Err(Error::new(ErrorKind::Credentials, message))))
            }

            fn name(&self) -> &str {
                $official
            }
        }
    )*};
}

pending! {
    AssumeRole "ram_role_arn",
    OidcRole "oidc_role_arn",
    EcsRole "ecs_ram_role",
    CredentialsUri "credential_uri",
    CloudSso "cloud_sso",
    OAuth "oauth",
}

macro_rules! setters {
    ($($name:ident)*) => {$(
        impl $name {
            pub fn session_name(self, _: impl Into<String>) -> Self {
                self
            }
            pub fn duration(self, _: Duration) -> Self {
                self
            }
            pub fn policy(self, _: impl Into<String>) -> Self {
                self
            }
            pub fn external_id(self, _: impl Into<String>) -> Self {
                self
            }
            pub fn sts_region(self, _: impl Into<String>) -> Self {
                self
            }
            pub fn vpc(self, _: bool) -> Self {
                self
            }
            pub fn sts_endpoint(self, _: impl Into<String>) -> Self {
                self
            }
        }
    )*};
}
setters!(AssumeRole OidcRole);

impl AssumeRole {
    pub fn new(_: impl CredentialProvider, _: impl Into<String>) -> Self {
        Self
    }
}
impl OidcRole {
    pub fn new(_: impl Into<String>, _: impl Into<String>, _: impl AsRef<std::path::Path>) -> Self {
        Self
    }
}
impl EcsRole {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self
    }
    pub fn role_name(self, _: impl Into<String>) -> Self {
        self
    }
    pub fn disable_v1(self, _: bool) -> Self {
        self
    }
}
impl CredentialsUri {
    pub fn new(_: impl Into<String>) -> Self {
        Self
    }
}
impl CloudSso {
    pub fn new(
        _: impl Into<String>,
        _: impl Into<String>,
        _: impl Into<String>,
        _: &str,
        _: Option<SystemTime>,
    ) -> Self {
        Self
    }
}
impl OAuth {
    pub fn new(_: impl Into<String>, _: &str, _: &str, _: Option<SystemTime>) -> Self {
        Self
    }
}
