//! What `examples/trimmed` costs to build: CPU time and crates of a clean build, build script included, beside the same calls on
//! plain reqwest, serde and tokio.
//!
//! ```sh
//! cargo run --release -p alicloud-tests --bin bench_trimmed
//! ```
//!
//! Each program is written outside the workspace and built from nothing in dev and release, several times; the least user and
//! system CPU time counts. The plain programs send the same six requests without a signature and read the same fields into
//! structs with serde's derive. CPU, not wall-clock time, because machines are noisy; run it on an idle one.
#![expect(clippy::print_stdout, reason = "a command that prints its result")]

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use alicloud_tests::clean_build::{build, crates};
use alicloud_tests::golden::workspace;
use clap::Parser;

/// Prints what the trimmed example costs to build.
#[derive(Parser)]
struct Arguments {
    /// How often each program is built; the least counts.
    #[arg(long, default_value_t = 2)]
    builds: usize,
}

/// The calls of the example on plain reqwest and serde. `CLIENT` makes the client.
const PLAIN: &str = r#"use serde::Deserialize;
use serde::de::DeserializeOwned;

type Error = Box<dyn std::error::Error>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Regions {
    regions: RegionList,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RegionList {
    region: Vec<Region>,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Region {
    region_id: String,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Vpcs {
    vpcs: VpcList,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VpcList {
    vpc: Vec<Vpc>,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Vpc {
    vpc_id: String,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Switches {
    v_switches: SwitchList,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SwitchList {
    v_switch: Vec<Switch>,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Switch {
    v_switch_id: String,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Instances {
    instances: InstanceList,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InstanceList {
    instance: Vec<Instance>,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Instance {
    instance_id: String,
    instance_type: String,
}
#[derive(Deserialize)]
struct Mfa {
    #[serde(rename = "IsMFAEnable")]
    is_mfa_enable: bool,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Run {
    instance_id_sets: IdSets,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IdSets {
    instance_id_set: Vec<String>,
}

async fn call<T: DeserializeOwned>(client: &reqwest::Client, host: &str, query: &str) -> Result<T, Error> {
    let url = format!("https://{host}/?{query}");
    let body = client.post(url).header("accept", "application/json").send().await?.error_for_status()?.bytes().await?;
    Ok(serde_json::from_slice(&body)?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = reqwest::Client::builder()CLIENT.build()?;
    let ecs = "ecs.cn-hangzhou.aliyuncs.com";
    let vpc = "vpc.cn-hangzhou.aliyuncs.com";
    for region in call::<Regions>(&client, ecs, "Action=DescribeRegions").await?.regions.region {
        println!("region {}", region.region_id);
    }
    for one in call::<Vpcs>(&client, vpc, "Action=DescribeVpcs&RegionId=cn-hangzhou").await?.vpcs.vpc {
        println!("VPC {}", one.vpc_id);
    }
    for one in call::<Switches>(&client, vpc, "Action=DescribeVSwitches&RegionId=cn-hangzhou").await?.v_switches.v_switch {
        println!("vSwitch {}", one.v_switch_id);
    }
    for one in call::<Instances>(&client, ecs, "Action=DescribeInstances&RegionId=cn-hangzhou").await?.instances.instance {
        println!("instance {} ({})", one.instance_id, one.instance_type);
    }
    if call::<Mfa>(&client, "ims.aliyuncs.com", "Action=GetUserMFAInfo").await?.is_mfa_enable {
        let run = call::<Run>(&client, ecs, "Action=RunInstances&RegionId=cn-hangzhou&Amount=1").await?;
        println!("{:?}", run.instance_id_sets.instance_id_set);
    }
    Ok(())
}
"#;

/// The TLS configuration that the runtime makes, for the plain client that has none of its own.
const RING: &str = ".tls_backend_preconfigured(rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into()).with_safe_default_protocol_versions()?.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())";

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let root = tempfile::tempdir().map_err(|error| error.to_string())?;
    let text = |error: std::io::Error| error.to_string();
    let trimmed = root.path().join("trimmed");
    copy_example(&trimmed).map_err(text)?;
    let plain = root.path().join("plain");
    write_plain(&plain, "reqwest = \"0.13\"", "").map_err(text)?;
    let slim = root.path().join("slim");
    let ring = "reqwest = { version = \"0.13\", default-features = false, features = [\"rustls-no-provider\"] }\n\
                rustls = { version = \"0.23\", default-features = false, features = [\"ring\", \"std\", \"tls12\"] }";
    write_plain(&slim, ring, RING).map_err(text)?;

    println!("| program | crates | dev, CPU s | release, CPU s |");
    println!("|---|---|---|---|");
    let programs = [
        ("`examples/trimmed`: six operations, build script included", &trimmed),
        ("plain reqwest + serde + tokio", &plain),
        ("the same with the TLS features that we use", &slim),
    ];
    for (name, dir) in programs {
        let dev = least(arguments.builds, dir, &[])?;
        let release = least(arguments.builds, dir, &["--release"])?;
        println!("| {name} | {} | {dev:.1} | {release:.1} |", crates(dir)?);
    }
    Ok(())
}

fn least(builds: usize, dir: &Path, flags: &[&str]) -> Result<f64, String> {
    let mut least = f64::INFINITY;
    for _ in 0..builds.max(1) {
        least = least.min(build(dir, flags)?);
    }
    Ok(least)
}

/// The example as it is, but for where it finds this repository, and with its other targets left out.
fn copy_example(to: &Path) -> std::io::Result<()> {
    let workspace = workspace();
    let example = workspace.join("examples/trimmed");
    let home = workspace.display().to_string();
    fs::create_dir_all(to.join("src"))?;
    for file in ["Cargo.toml", "build.rs"] {
        let text = fs::read_to_string(example.join(file))?;
        fs::write(to.join(file), text.replace("../..", &home))?;
    }
    for file in ["Cargo.lock", "src/lib.rs", "src/main.rs"] {
        fs::copy(example.join(file), to.join(file))?;
    }
    for product in fs::read_dir(example.join("specs"))? {
        let product = product?;
        let folder = to.join("specs").join(product.file_name());
        fs::create_dir_all(&folder)?;
        for version in fs::read_dir(product.path())? {
            let version = version?;
            fs::copy(version.path(), folder.join(version.file_name()))?;
        }
    }
    Ok(())
}

fn write_plain(to: &Path, reqwest: &str, client: &str) -> std::io::Result<()> {
    let manifest = format!(
        "[package]\nname = \"plain\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{reqwest}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
         tokio = {{ version = \"1\", default-features = false, features = [\"macros\", \"rt\"] }}\n\n[workspace]\n"
    );
    fs::create_dir_all(to.join("src"))?;
    fs::write(to.join("Cargo.toml"), manifest)?;
    fs::write(to.join("src/main.rs"), PLAIN.replace("CLIENT", client))?;
    // The same versions as far as they have the same dependencies.
    fs::copy(workspace().join("examples/trimmed/Cargo.lock"), to.join("Cargo.lock")).map(drop)
}
