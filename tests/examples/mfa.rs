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
use alicloud_mock::Mock;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let live = std::env::args().any(|argument| argument == "--live");
    // Dropping the emulator stops it, so it lives as long as the calls.
    let (client, _emulator) = if live { (Client::from_env()?, None) } else { offline()? };
    let setting = |name: &str| std::env::var(name).ok();

    let mut request = GetUserMfaInfo::default();
    request.user_principal_name = setting("MFA_USER").or((!live).then(|| "test@example.onaliyun.com".to_owned()));
    let info = client.send(request).await?;
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

    let user = setting("MFA_DIRECTORY").zip(setting("MFA_SSO_USER"));
    if let Some((directory, user)) =
        user.or((!live).then(|| ("d-00fc2p61".to_owned(), "u-00q8wbq42wiltcrk".to_owned())))
    {
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
    if !live {
        let stranger = client_at(_emulator.as_ref(), Credentials::access_key("LTAIunknown", "secret"))?;
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

/// A client of the emulator, and the emulator.
fn offline() -> Result<(Client, Option<Mock>), Box<dyn Error>> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mock = Mock::builder()
        .specs(specs)
        .access_key("testAccessKeyId", "testAccessKeySecret")
        .start()?;
    println!("emulator at {}", mock.endpoint());
    let mock = Some(mock);
    let client = client_at(
        mock.as_ref(),
        Credentials::access_key("testAccessKeyId", "testAccessKeySecret"),
    )?;
    Ok((client, mock))
}

fn client_at(mock: Option<&Mock>, credentials: Credentials) -> Result<Client, Box<dyn Error>> {
    let mut builder = Client::builder().credentials(credentials);
    if let Some(mock) = mock {
        builder = builder.endpoint(mock.endpoint());
    }
    Ok(builder.build()?)
}
