//! What a program pays for depending on `alicloud`: CPU time and crates of a clean build, beside bare reqwest.
//!
//! ```sh
//! cargo run --release -p alicloud-tests --bin bench_build
//! ```
//!
//! Writes small programs outside the workspace, builds each from nothing in dev and release, and prints the user and
//! system CPU seconds of the whole build. CPU, not wall-clock time, because machines are noisy; run it on an idle one.
#![expect(clippy::print_stdout, reason = "a command that prints its result")]

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use alicloud_tests::clean_build::{build, crates};
use alicloud_tests::golden::workspace;

/// A program to build.
struct Program {
    name: &'static str,
    dependencies: String,
    main: &'static str,
}

const ALICLOUD_MAIN: &str = r#"use alicloud::Client;
use alicloud::ims20190815::GetUserMfaInfo;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), alicloud::Error> {
    let client = Client::from_env()?;
    let out = client.send(GetUserMfaInfo::default().user_principal_name("alice@example.onaliyun.com")).await?;
    println!("{:?}", out.is_mfa_enable);
    Ok(())
}
"#;

const REQWEST_MAIN: &str = r#"#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = reqwest::Client::builder()TLS.build()?;
    let body = client.post("https://ims.aliyuncs.com/").header("accept", "application/json").send().await?.bytes().await?;
    let value: serde_json::Value = serde_json::from_slice(&body)?;
    println!("{value}");
    Ok(())
}
"#;

fn programs() -> Vec<Program> {
    let generated = workspace().join("generated");
    let tokio = r#"tokio = { version = "1", features = ["macros", "rt"] }"#;
    vec![
        Program {
            name: "alicloud",
            dependencies: format!(
                "alicloud = {{ path = {:?}, features = [\"ims20190815\"] }}\n{tokio}",
                generated.display().to_string()
            ),
            main: ALICLOUD_MAIN,
        },
        Program {
            name: "reqwest-ring",
            dependencies: format!(
                "reqwest = {{ version = \"0.13\", default-features = false, features = [\"rustls-no-provider\"] }}\n\
                 rustls = {{ version = \"0.23\", default-features = false, features = [\"ring\", \"std\", \"tls12\"] }}\n\
                 serde_json = \"1\"\n{tokio}"
            ),
            main: REQWEST_MAIN,
        },
        Program {
            name: "reqwest-default",
            dependencies: format!("reqwest = \"0.13\"\nserde_json = \"1\"\n{tokio}"),
            main: REQWEST_MAIN,
        },
    ]
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let root = std::env::temp_dir().join(format!("alicloud-bench-build-{}", std::process::id()));
    println!("| program | crates | dev, CPU s | release, CPU s |");
    println!("|---|---|---|---|");
    for program in programs() {
        let dir = root.join(program.name);
        write(&program, &dir)?;
        let crates = crates(&dir)?;
        let dev = build(&dir, &[])?;
        let release = build(&dir, &["--release"])?;
        println!("| {} | {crates} | {dev:.0} | {release:.0} |", program.name);
    }
    fs::remove_dir_all(&root).map_err(|error| error.to_string())
}

fn write(program: &Program, dir: &Path) -> Result<(), String> {
    let tls = if program.name == "reqwest-ring" {
        ".tls_backend_preconfigured(rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into()).with_safe_default_protocol_versions()?.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())"
    } else {
        ""
    };
    let manifest = format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{}\n\n[workspace]\n",
        program.name, program.dependencies
    );
    fs::create_dir_all(dir.join("src"))
        .and_then(|()| fs::write(dir.join("Cargo.toml"), manifest))
        .and_then(|()| fs::write(dir.join("src/main.rs"), program.main.replace("TLS", tls)))
        .map_err(|error| format!("{}: {error}", dir.display()))
}
