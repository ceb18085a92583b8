//! From the mode of a profile to the provider that serves it.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::config::{Config, Profile};
use super::external::External;
use super::login::Login;
use super::write_back::{Warning, WriteBack};
use crate::Error;
use crate::credentials::{
    AssumeRole, Cached, CloudSso, Context, CredentialProvider, Credentials, CredentialsUri, EcsRole, OAuth, OidcRole,
};

type Provider = Arc<dyn CredentialProvider>;

/// What a profile's `mode` may say, in any case: the libraries are strict, the command line tool is not.
const MODES: [&str; 13] = [
    "AK",
    "StsToken",
    "RamRoleArn",
    "EcsRamRole",
    "RamRoleArnWithRoleName",
    "ChainableRamRoleArn",
    "OIDC",
    "CloudSSO",
    "OAuth",
    "External",
    "CredentialsURI",
    "BearerToken",
    "Anonymous",
];

/// A provider of the credentials of `profile`.
pub(super) fn provider(
    config: &Config,
    profile: Profile<'_>,
    context: &Context,
    warning: &Warning,
) -> Result<Provider, Error> {
    let mut resolver = Resolver {
        config,
        context,
        warning,
        trail: Vec::new(),
    };
    resolver.resolve(profile)
}

struct Resolver<'a> {
    config: &'a Config,
    context: &'a Context,
    warning: &'a Warning,
    /// The profiles that led here, each the source of the one before.
    trail: Vec<String>,
}

impl Resolver<'_> {
    fn resolve(&mut self, profile: Profile<'_>) -> Result<Provider, Error> {
        let context = self.context.clone();
        Ok(match mode(profile)? {
            "AK" => Arc::new(access_key(profile)?),
            "StsToken" => Arc::new(access_key(profile)?.with_security_token(profile.needed("sts_token")?)),
            "RamRoleArn" => {
                let mut source = access_key(profile)?;
                if let Some(token) = profile.text("sts_token") {
                    source = source.with_security_token(token);
                }
                Arc::new(self.role(profile, source)?)
            }
            "EcsRamRole" => Arc::new(Self::ecs_role(profile).provider(context)),
            "RamRoleArnWithRoleName" => {
                profile.needed("ram_role_name")?;
                Arc::new(self.role(profile, Self::ecs_role(profile).provider(context))?)
            }
            "ChainableRamRoleArn" => {
                let source = self.source(profile)?;
                Arc::new(self.role(profile, source)?)
            }
            "OIDC" => Arc::new(self.oidc(profile)?),
            "CloudSSO" => cloud_sso(profile, context)?,
            "OAuth" => oauth(profile, context, self.warning)?,
            "External" => {
                let write_back = WriteBack::new(profile, self.warning.clone());
                let external = External::new(profile.needed("process_command")?).write_back(write_back);
                Arc::new(external.provider(context))
            }
            "CredentialsURI" => Arc::new(CredentialsUri::new(profile.needed("credentials_uri")?).provider(context)),
            "BearerToken" => match profile.text("bearer_token_header_key") {
                None => Arc::new(Credentials::bearer(profile.needed("bearer_token")?)),
                Some(_) => {
                    let why = "bearer_token_header_key is not supported: the token goes where services expect it";
                    return Err(profile.error(why).with_advice("remove the key"));
                }
            },
            "Anonymous" => Arc::new(Credentials::anonymous()),
            unknown => return Err(profile.error(format!("mode {unknown:?} is not known"))),
        })
    }

    /// The profile that `source_profile` names, which may have a source of its own.
    fn source(&mut self, profile: Profile<'_>) -> Result<Provider, Error> {
        let name = profile.needed("source_profile")?;
        self.trail.push(profile.name.to_owned());
        if self.trail.iter().any(|known| known == name) {
            let circle = self.trail.join(" → ");
            let why = format!("source_profile leads in a circle: {circle} → {name}");
            return Err(profile
                .error(why)
                .with_advice("let one of them be a profile with credentials of its own"));
        }
        let source = self
            .config
            .profile(name)
            .map_err(|error| profile.error(error.message()))?;
        self.resolve(source)
    }

    fn ecs_role(profile: Profile<'_>) -> EcsRole {
        EcsRole::new().role_name(profile.text("ram_role_name").unwrap_or_default())
    }

    fn role(
        &self,
        profile: Profile<'_>,
        source: impl CredentialProvider + 'static,
    ) -> Result<Cached<AssumeRole>, Error> {
        let mut role = AssumeRole::new(source, profile.needed("ram_role_arn")?).vpc(profile.is_true("enable_vpc"));
        if let Some(name) = profile.text("ram_session_name") {
            role = role.session_name(name);
        }
        if let Some(seconds) = profile.integer("expired_seconds") {
            role = role.duration(Duration::from_secs(seconds));
        }
        if let Some(policy) = profile.text("policy") {
            role = role.policy(policy);
        }
        let var = |name| self.context.var(name);
        let set = |key| profile.text(key).map(str::to_owned);
        if let Some(id) = set("external_id").or_else(|| var("ALIBABA_CLOUD_EXTERNAL_ID")) {
            role = role.external_id(id);
        }
        if let Some(region) = set("sts_region") {
            role = role.sts_region(region);
        }
        if let Some(endpoint) = set("sts_endpoint").or_else(|| var("ALIBABA_CLOUD_STS_ENDPOINT")) {
            role = role.sts_endpoint(endpoint);
        }
        Ok(role.provider(self.context.clone()))
    }

    fn oidc(&self, profile: Profile<'_>) -> Result<Cached<OidcRole>, Error> {
        let provider = profile.needed("oidc_provider_arn")?;
        let file = profile.needed("oidc_token_file")?;
        let mut role =
            OidcRole::new(provider, profile.needed("ram_role_arn")?, file).vpc(profile.is_true("enable_vpc"));
        // The second is how the Python library spells it.
        let names = ["ram_session_name", "role_session_name"];
        if let Some(name) = names.iter().find_map(|name| profile.text(name)) {
            role = role.session_name(name);
        }
        if let Some(seconds) = profile.integer("expired_seconds") {
            role = role.duration(Duration::from_secs(seconds));
        }
        if let Some(policy) = profile.text("policy") {
            role = role.policy(policy);
        }
        if let Some(region) = profile.text("sts_region") {
            role = role.sts_region(region);
        }
        let endpoint = profile.text("sts_endpoint").map(str::to_owned);
        if let Some(endpoint) = endpoint.or_else(|| self.context.var("ALIBABA_CLOUD_STS_ENDPOINT")) {
            role = role.sts_endpoint(endpoint);
        }
        Ok(role.provider(self.context.clone()))
    }
}

/// The mode as it is spelled above. A profile without one is known by what it has, as the command line tool does it.
fn mode(profile: Profile<'_>) -> Result<&'static str, Error> {
    let has = |key| profile.text(key).is_some();
    let Some(mode) = profile.text("mode") else {
        return Ok(match () {
            () if has("access_key_id") && has("ram_role_arn") => "RamRoleArn",
            () if has("access_key_id") && has("sts_token") => "StsToken",
            () if has("access_key_id") => "AK",
            () if has("private_key") => return Err(key_pair(profile)),
            () if has("ram_role_name") && has("ram_role_arn") => "RamRoleArnWithRoleName",
            () if has("ram_role_name") => "EcsRamRole",
            () if has("process_command") => "External",
            () if has("oidc_provider_arn") => "OIDC",
            () if has("cloud_sso_sign_in_url") => "CloudSSO",
            () if has("bearer_token") => "BearerToken",
            () => return Err(profile.error("it has no mode, and nothing that tells which")),
        });
    };
    if mode.eq_ignore_ascii_case("RsaKeyPair") {
        return Err(key_pair(profile));
    }
    let known = MODES.into_iter().find(|known| known.eq_ignore_ascii_case(mode));
    known.ok_or_else(|| profile.error(format!("mode {mode:?} is not known; known are {}", MODES.join(", "))))
}

fn key_pair(profile: Profile<'_>) -> Error {
    let error = profile.error("mode RsaKeyPair is deprecated by Alibaba Cloud and not supported");
    error.with_advice("use a RAM role (RamRoleArn, EcsRamRole, OIDC) or an access key")
}

fn access_key(profile: Profile<'_>) -> Result<Credentials, Error> {
    let id = profile.needed("access_key_id")?;
    Ok(Credentials::access_key(id, profile.needed("access_key_secret")?))
}

fn cloud_sso(profile: Profile<'_>, context: Context) -> Result<Provider, Error> {
    let login = CloudSso::new(
        profile.needed("cloud_sso_sign_in_url")?,
        profile.needed("cloud_sso_account_id")?,
        profile.needed("cloud_sso_access_config")?,
        profile.text("access_token").unwrap_or_default(),
        // As in the official SDKs, a login that does not say how long it lasts is over.
        time(profile, "cloud_sso_access_token_expire").unwrap_or(UNIX_EPOCH),
    );
    let provider = login.provider(context);
    Ok(match kept(profile, "cloud_sso") {
        Some(credentials) => Arc::new(provider.with_kept(credentials)),
        None => Arc::new(provider),
    })
}

fn oauth(profile: Profile<'_>, context: Context, warning: &Warning) -> Result<Provider, Error> {
    let site = profile.needed("oauth_site_type")?.parse();
    let oauth = OAuth::new(
        site.map_err(|error: Error| profile.error(error.message()))?,
        profile.text("oauth_access_token").unwrap_or_default(),
        profile.text("oauth_refresh_token").unwrap_or_default(),
        time(profile, "oauth_access_token_expire").unwrap_or(UNIX_EPOCH),
    );
    let write_back = WriteBack::new(profile, warning.clone());
    Ok(Arc::new(Login::new(oauth, kept(profile, "oauth"), context, write_back)))
}

/// A time in seconds since 1970.
fn time(profile: Profile<'_>, key: &str) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(profile.integer(key)?))
}

/// The temporary credentials of a login that the profile keeps, with their expiry: they are good until then, as the command line
/// tool and the Python library have it.
fn kept(profile: Profile<'_>, provider: &'static str) -> Option<Credentials> {
    let at = time(profile, "sts_expiration")?;
    let credentials = access_key(profile)
        .ok()?
        .with_security_token(profile.text("sts_token")?);
    Some(credentials.with_expiry(at).with_provider(provider))
}
