//! Where a program finds its credentials: the same program, on one machine after the other.
//!
//! ```sh
//! cargo run --example credentials
//! ```
//!
//! Nothing leaves this process: the emulator plays STS, the metadata service and the service that is called. A program of your own
//! needs no more than `Client::from_env()`.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use alicloud::ims20190815::GetUserMfaInfo;
use alicloud::runtime::credentials::{AssumeRole, Context};
use alicloud::{Client, CredentialProvider, Credentials};
use alicloud_mock::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, Instance, Mock};
use alicloud_tests::emulated::Emulated;

const ROLE: &str = "acs:ram::1234567890123456:role/reader";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::builder()
        .specs(Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs"))
        .role(ROLE)
        .oidc_token("token-of-the-pod")
        .instance(Instance::new().role("web-server").v2_only())
        .start()?;
    let home = tempfile::tempdir()?;
    let path = |name: &str| home.path().join(name).display().to_string();
    let machine = |variables: &[(&str, &str)]| {
        let home = ("HOME", path(""));
        let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let variables = variables.chain([home]).map(|(name, value)| (name.to_owned(), value));
        variables.collect::<BTreeMap<String, String>>()
    };

    // The first place that has credentials serves; every machine here has one more before those of the last.
    println!("an ECS instance with a RAM role:");
    call(&mock, machine(&[])).await?;

    println!("a laptop on which the command line tool assumes a role:");
    let config = format!(
        r#"{{"current": "work", "profiles": [{{"name": "work", "mode": "RamRoleArn", "access_key_id": "{ACCESS_KEY_ID}",
            "access_key_secret": "{ACCESS_KEY_SECRET}", "ram_role_arn": "{ROLE}", "ram_session_name": "laptop",
            "expired_seconds": 900}}]}}"#
    );
    fs::create_dir(path(".aliyun"))?;
    fs::write(path(".aliyun/config.json"), config)?;
    call(&mock, machine(&[])).await?;

    println!("a pod with RRSA:");
    fs::write(path("token"), "token-of-the-pod")?;
    let pod = [
        (
            "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
            "acs:ram::1234567890123456:oidc-provider/cluster",
        ),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", &path("token")),
        ("ALIBABA_CLOUD_ROLE_ARN", ROLE),
    ];
    call(&mock, machine(&pod)).await?;

    println!("a CI job with an access key in its variables:");
    let job = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ACCESS_KEY_SECRET),
    ];
    call(&mock, machine(&job)).await?;

    println!("nothing anywhere:");
    let nothing = [
        ("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true"),
        ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true"),
    ];
    if let Err(error) = call(&mock, machine(&nothing)).await {
        println!("  {error}");
    }

    println!("a provider by itself:");
    let source = Credentials::access_key(ACCESS_KEY_ID, ACCESS_KEY_SECRET);
    let role = AssumeRole::new(source, ROLE).duration(Duration::from_secs(900));
    let role = role.provider(Context::new(Emulated::new(&mock)?));
    let credentials = role.credentials().await?;
    let lasts = credentials
        .expires_at()
        .and_then(|end| end.duration_since(SystemTime::now()).ok())
        .unwrap_or_default();
    println!("  {} for another {} s", credentials.provider(), lasts.as_secs());
    Ok(())
}

/// What `Client::from_env()` does where these variables are set, and a call.
async fn call(mock: &Mock, variables: BTreeMap<String, String>) -> Result<(), Box<dyn Error>> {
    let client = Client::builder()
        .environment(variables)
        .transport(Emulated::new(mock)?)
        .build()?;
    let user = GetUserMfaInfo::default().user_principal_name("test@example.onaliyun.com");
    client.send(user).await?;
    // The emulator has checked the signature, so it knows the caller.
    for call in mock.calls() {
        let caller = call.access_key_id.as_deref().unwrap_or("nobody");
        let provider = call.headers.get("x-acs-credentials-provider");
        let provider = provider.map_or(String::new(), |name| format!(", from {name}"));
        println!("  {} by {caller}{provider}", call.operation);
    }
    mock.clear_calls();
    Ok(())
}
