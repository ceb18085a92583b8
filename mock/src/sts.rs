//! STS: roles that may be assumed, and the temporary AccessKeys given out for them.
//!
//! Keys given out here are accepted by the emulator from then on, with their token and until they expire.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::catalog::{Catalog, Kind, Location, Operation, Parameter, Schema, Service, Style};
use crate::fault::Fault;
use crate::keys::{Issued, Keyring};
use crate::media::Media;

const PRODUCT: &str = "Sts";
const VERSION: &str = "2015-04-01";

/// The account that everybody belongs to.
const ACCOUNT: &str = "1234567890123456";

/// Who may become what.
#[derive(Debug, Default)]
pub(crate) struct Sts {
    /// ARNs.
    pub(crate) roles: BTreeSet<String>,
    /// Tokens for which the identity provider vouches.
    pub(crate) oidc_tokens: BTreeSet<String>,
}

/// A call of STS that is signed and complete.
pub(crate) struct Request<'a> {
    pub(crate) operation: &'a str,
    pub(crate) parameters: &'a BTreeMap<&'a str, &'a str>,
    /// Id of the AccessKey that signed it.
    pub(crate) caller: Option<&'a str>,
    pub(crate) now: SystemTime,
}

impl Sts {
    /// Whether anybody may become anything; without that, a spec of STS is served like any other.
    pub(crate) fn is_played(&self) -> bool {
        !self.roles.is_empty()
    }

    /// Adds the operations that are played here, unless a spec describes them.
    pub(crate) fn extend(&self, catalog: &mut Catalog) {
        let is_known = |service: &Service| service.product == PRODUCT && service.version == VERSION;
        if self.is_played() && !catalog.services.iter().any(is_known) {
            catalog.services.push(service());
            catalog
                .services
                .sort_by(|a, b| (&a.product, &a.version).cmp(&(&b.product, &b.version)));
        }
    }

    /// Whether this operation is answered here.
    pub(crate) fn plays(&self, service: &Service) -> bool {
        self.is_played() && service.product == PRODUCT && service.version == VERSION
    }

    /// The answer; `None` for operations that are not played.
    pub(crate) fn answer(&self, request: &Request<'_>, keys: &Keyring) -> Option<Result<Value, Fault>> {
        match request.operation {
            "AssumeRole" => Some(self.assume(request, keys)),
            "AssumeRoleWithOIDC" => Some(self.vouched(request).and_then(|()| self.assume(request, keys))),
            "GetCallerIdentity" => Some(Ok(identity(request, keys))),
            _ => None,
        }
    }

    fn vouched(&self, request: &Request<'_>) -> Result<(), Fault> {
        match request.parameters.get("OIDCToken") {
            None => Err(Fault::missing("OIDCToken")),
            Some(token) if self.oidc_tokens.contains(*token) => Ok(()),
            Some(_) => Err(Fault::bad(
                "AuthenticationFail.OIDCToken.Invalid",
                "This OIDC Token is not valid.",
            )),
        }
    }

    fn assume(&self, request: &Request<'_>, keys: &Keyring) -> Result<Value, Fault> {
        let text = |name: &str| request.parameters.get(name).copied().unwrap_or_default();
        let arn = text("RoleArn");
        if !self.roles.contains(arn) {
            return Err(Fault::new(
                404,
                "EntityNotExist.Role",
                format!("The role not exists: {arn}."),
            ));
        }
        let session = text("RoleSessionName");
        let is_name = |char: char| char.is_ascii_alphanumeric() || ".@-_=,".contains(char);
        if !(2..=64).contains(&session.len()) || !session.chars().all(is_name) {
            let message = "The parameter RoleSessionName is wrongly formed.";
            return Err(Fault::bad("InvalidParameter.RoleSessionName", message));
        }
        let duration = match text("DurationSeconds") {
            "" => Some(3600),
            seconds => seconds.parse().ok().filter(|seconds| (900..=43_200).contains(seconds)),
        };
        let Some(duration) = duration.map(Duration::from_secs) else {
            let message = "The Min/Max value of DurationSeconds is 900/43200.";
            return Err(Fault::bad("InvalidParameter.DurationSeconds", message));
        };
        let policy = text("Policy");
        if !policy.is_empty() && serde_json::from_str::<Value>(policy).is_err() {
            let message = "The parameter Policy has not passed grammar check.";
            return Err(Fault::bad("InvalidParameter.PolicyGrammar", message));
        }
        let assumed = format!("{}/{session}", arn.replacen(":role/", ":assumed-role/", 1));
        let issued = keys.issue(assumed, request.now + duration);
        Ok(json!({
            "AssumedRoleUser": {"Arn": issued.arn, "AssumedRoleId": format!("300000000000000001:{session}")},
            "Credentials": credentials(&issued),
        }))
    }
}

/// The four fields that describe a temporary AccessKey, here and at the metadata service.
pub(crate) fn credentials(issued: &Issued) -> Value {
    json!({
        "AccessKeyId": issued.id,
        "AccessKeySecret": issued.secret,
        "SecurityToken": issued.token,
        "Expiration": humantime::format_rfc3339_seconds(issued.expires_at).to_string(),
    })
}

fn identity(request: &Request<'_>, keys: &Keyring) -> Value {
    let id = request.caller.unwrap_or_default();
    let mut identity = json!({"AccountId": ACCOUNT, "PrincipalId": id});
    let (kind, arn) = match keys.find(id).and_then(|key| key.arn) {
        Some(arn) => ("AssumedRoleUser", arn),
        None => ("RAMUser", format!("acs:ram::{ACCOUNT}:user/{id}")),
    };
    if let Some(fields) = identity.as_object_mut() {
        fields.insert("IdentityType".to_owned(), kind.into());
        fields.insert("Arn".to_owned(), arn.into());
    }
    identity
}

/// What a spec would say of the operations played here.
fn service() -> Service {
    let role = [
        ("RoleArn", true),
        ("RoleSessionName", true),
        ("DurationSeconds", false),
        ("Policy", false),
    ];
    let external = [("ExternalId", false)];
    let oidc = [("OIDCProviderArn", true), ("OIDCToken", true)];
    let operations = [
        operation("AssumeRole", "AK", role.into_iter().chain(external)),
        operation("AssumeRoleWithOIDC", "ARS_OIDC", role.into_iter().chain(oidc)),
        operation("GetCallerIdentity", "AK", []),
    ];
    Service {
        product: PRODUCT.to_owned(),
        version: VERSION.to_owned(),
        hosts: ["sts.aliyuncs.com", "sts-vpc.cn-hangzhou.aliyuncs.com"]
            .map(str::to_owned)
            .into(),
        operations: operations
            .into_iter()
            .map(|operation| (operation.name.clone(), operation))
            .collect(),
        schemas: BTreeMap::new(),
    }
}

fn operation(name: &str, security: &str, parameters: impl IntoIterator<Item = (&'static str, bool)>) -> Operation {
    let parameters = parameters.into_iter().map(|(name, required)| Parameter {
        name: name.to_owned(),
        location: Location::Pairs,
        style: Style::Flat,
        schema: Schema {
            kind: Kind::String,
            required,
            example: None,
        },
    });
    Operation {
        name: name.to_owned(),
        methods: ["GET", "POST"].map(str::to_owned).into(),
        path: None,
        security: vec![security.to_owned()],
        parameters: parameters.collect(),
        response: None,
        media: Media::Json,
        sample: None,
    }
}
