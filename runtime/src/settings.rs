//! What a client is set up with, and where each value came from: the builder, the environment, a profile of the command line tool,
//! or the metadata service of an ECS instance.

use std::fmt;
use std::time::Duration;

use crate::Retry;
use crate::credentials::{Config, Environment, Files, PREFIXES, Profile, switched_off};
use crate::endpoint::Network;

/// Where a value came from.
#[derive(Clone, Default)]
pub(crate) enum Origin {
    #[default]
    Default,
    Builder,
    Variable(String),
    Profile {
        profile: String,
        key: &'static str,
    },
    Metadata,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Builder => f.write_str("builder"),
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::Profile { profile, key } => write!(f, "{key} of {profile}"),
            Self::Metadata => f.write_str("ECS metadata service"),
        }
    }
}

/// A value and where it came from.
#[derive(Clone)]
pub(crate) struct Setting<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

impl<T> Setting<T> {
    pub(crate) fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    pub(crate) fn built(value: T) -> Self {
        Self::new(value, Origin::Builder)
    }
}

/// What is set, and where it was; or, if nothing is, what is in force without it.
pub(crate) fn or_default<T>(first: Option<Setting<T>>, second: Option<Setting<T>>, default: T) -> Setting<T> {
    first.or(second).unwrap_or(Setting::new(default, Origin::Default))
}

impl<T: fmt::Debug> fmt::Debug for Setting<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({})", self.value, self.origin)
    }
}

/// Where the settings of a client came from.
#[derive(Default)]
pub(crate) struct Origins {
    pub(crate) region: Origin,
    pub(crate) endpoint: Origin,
    pub(crate) network: Origin,
    pub(crate) timeout: Origin,
    pub(crate) retry: Origin,
}

/// A value as `Debug` of a client shows it.
pub(crate) struct Told<'a, T>(pub(crate) &'a T, pub(crate) &'a Origin);

impl<T: fmt::Debug> fmt::Debug for Told<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({})", self.0, self.1)
    }
}

/// What the environment and a profile of the command line tool say.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) region: Option<Setting<String>>,
    pub(crate) endpoint: Option<Setting<String>>,
    pub(crate) network: Option<Setting<Network>>,
    pub(crate) connect_timeout: Option<Setting<Duration>>,
    pub(crate) timeout: Option<Setting<Duration>>,
    pub(crate) retry: Option<Setting<Retry>>,
}

impl Settings {
    /// Looks in variables first. A file that cannot be used sets nothing: who has everything in variables can do without it, and
    /// who has credentials in it is told when they are needed.
    pub(crate) fn find(environment: &dyn Environment, files: &dyn Files) -> Self {
        let mut settings = Self::default();
        settings.add_variables(environment);
        if switched_off(environment).is_none()
            && let Ok(config) = Config::read(environment, files, None)
            && let Ok(profile) = config.chosen(environment, None)
        {
            settings.add_profile(profile);
        }
        settings
    }

    fn add_variables(&mut self, environment: &dyn Environment) {
        let var = |suffix: &str| {
            PREFIXES.iter().find_map(|prefix| {
                let name = format!("{prefix}{suffix}");
                Some(Setting::new(environment.value(&name)?, Origin::Variable(name)))
            })
        };
        self.region = var("REGION_ID");
        self.endpoint = var("ENDPOINT");
        self.network = var("ENDPOINT_TYPE").map(network);
    }

    fn add_profile(&mut self, profile: Profile<'_>) {
        let origin = |key| Origin::Profile {
            profile: profile.to_string(),
            key,
        };
        let text = |key| Some(Setting::new(profile.text(key)?.to_owned(), origin(key)));
        let seconds = |key| Some(Setting::new(Duration::from_secs(profile.integer(key)?), origin(key)));
        self.region = self.region.take().or_else(|| text("region_id"));
        self.endpoint = self.endpoint.take().or_else(|| text("endpoint"));
        self.network = self.network.take().or_else(|| text("endpoint_type").map(network));
        self.connect_timeout = seconds("connect_timeout");
        self.timeout = seconds("read_timeout");
        self.retry = profile.integer("retry_count").map(|count| {
            let attempts = u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
            Setting::new(Retry::standard().attempts(attempts), origin("retry_count"))
        });
    }
}

/// `vpc` is the one kind of endpoint that is not the usual one.
fn network(kind: Setting<String>) -> Setting<Network> {
    let is_vpc = kind.value.eq_ignore_ascii_case("vpc");
    Setting::new(if is_vpc { Network::Vpc } else { Network::Public }, kind.origin)
}
