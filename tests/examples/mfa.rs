//! The two operations that started it all.
//!
//! ```sh
//! cargo run --example mfa               # against the emulator, inside this process
//! cargo run --example mfa -- --live     # against the real cloud, with the credentials of your environment
//! ```
//!
//! With `--live`, `MFA_USER` names the RAM user to look up, `MFA_DIRECTORY` and `MFA_SSO_USER` the CloudSSO user to
//! change; without the latter two nothing is changed.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;
use std::path::Path;

use alicloud::cloudsso20210515::UpdateUserMfaAuthenticationSettings;
use alicloud::cloudsso20210515::update_user_mfa_authentication_settings::UserMfaAuthenticationSettings;
use alicloud::ims20190815::GetUserMfaInfo;
use alicloud::ims20190815::get_user_mfa_info::MfaDeviceType;
use alicloud::{Client, Credentials};
use alicloud_mock::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, Mock};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let live = std::env::args().any(|argument| argument == "--live");
    // Dropping the emulator stops it, so it is kept as long as the calls.
    let emulator = if live { None } else { Some(start()?) };
    let client = match &emulator {
        Some(emulator) => client_of(emulator, ACCESS_KEY_ID, ACCESS_KEY_SECRET)?,
        None => Client::from_env()?,
    };
    let setting = |name: &str, offline: &str| match live {
        true => std::env::var(name).ok(),
        false => Some(offline.to_owned()),
    };

    let user_principal_name = setting("MFA_USER", "test@example.onaliyun.com");
    let info = client.send(GetUserMfaInfo { user_principal_name }).await?;
    println!(
        "GetUserMFAInfo: enabled {:?}, request {:?}",
        info.is_mfa_enable, info.request_id
    );
    let device = info.mfa_device.unwrap_or_default();
    match device.r#type {
        Some(MfaDeviceType::Vmfa) => println!("  a virtual MFA device, {:?}", device.serial_number),
        Some(MfaDeviceType::U2f) => println!("  a U2F security key, {:?}", device.serial_number),
        Some(newer) => println!("  a kind of device this version does not know: {newer}"),
        None => println!("  no MFA device"),
    }

    let directory = setting("MFA_DIRECTORY", "d-00fc2p61");
    if let Some((directory, user)) = directory.zip(setting("MFA_SSO_USER", "u-00q8wbq42wiltcrk")) {
        let update = UpdateUserMfaAuthenticationSettings::default()
            .directory_id(directory)
            .user_id(user)
            .user_mfa_authentication_settings(UserMfaAuthenticationSettings::Enabled);
        // The whole answer: status and headers beside the output.
        let response = client.call(update).region("cn-shanghai").send().await?;
        println!(
            "UpdateUserMFAAuthenticationSettings: {}, request {:?}",
            response.status(),
            response.request_id()
        );
    }

    // What is missing is found before anything is sent, all of it at once.
    let incomplete = UpdateUserMfaAuthenticationSettings::default().directory_id("d-00fc2p61");
    if let Err(error) = client.call(incomplete).region("cn-shanghai").send().await {
        println!("an incomplete request: {error}");
    }
    // What the service refuses says everything in one line; the parts are there for programs.
    if let Some(emulator) = &emulator {
        let stranger = client_of(emulator, "LTAIunknown", "secret")?;
        if let Err(error) = stranger.send(GetUserMfaInfo::default()).await {
            println!("an unknown key: {error}");
            println!(
                "  code {:?}, status {:?}, request {:?}",
                error.code(),
                error.status(),
                error.request_id()
            );
        }
    }
    Ok(())
}

/// The emulator, serving the specs of this repository.
fn start() -> Result<Mock, Box<dyn Error>> {
    let mock = Mock::builder()
        .specs(Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs"))
        .start()?;
    println!("emulator at {}", mock.endpoint());
    Ok(mock)
}

fn client_of(mock: &Mock, id: &str, secret: &str) -> Result<Client, alicloud::Error> {
    Client::builder()
        .endpoint(mock.endpoint())
        .credentials(Credentials::access_key(id, secret))
        .build()
}
