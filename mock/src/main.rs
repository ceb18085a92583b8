//! The command `alicloud-mock`.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use alicloud_mock::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, Instance, Mock};
use clap::Parser;

/// Serves the operations of API specs on 127.0.0.1, checking signatures and parameters as Alibaba Cloud does.
#[derive(Parser)]
#[command(name = "alicloud-mock", version)]
struct Arguments {
    /// Folder with specs: <product>/<version>/api-docs.json or <product>/<version>.json
    #[arg(long, value_name = "DIR", default_value = "specs")]
    specs: Vec<PathBuf>,
    /// Port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// AccessKey to accept besides the default one; with a token, it is a temporary one
    #[arg(long = "access-key", value_name = "ID:SECRET[:TOKEN]")]
    access_keys: Vec<AccessKey>,
    /// Bearer token to accept
    #[arg(long = "bearer-token", value_name = "TOKEN")]
    bearer_tokens: Vec<String>,
    /// Role that STS lets everybody assume
    #[arg(long = "role", value_name = "ARN")]
    roles: Vec<String>,
    /// OIDC token with which roles may be assumed
    #[arg(long = "oidc-token", value_name = "TOKEN")]
    oidc_tokens: Vec<String>,
    /// Plays the metadata service of an ECS instance with this RAM role
    #[arg(long, value_name = "NAME")]
    instance_role: Option<String>,
}

#[derive(Clone)]
struct AccessKey {
    id: String,
    secret: String,
    token: Option<String>,
}

impl std::str::FromStr for AccessKey {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, ':').map(str::to_owned);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(id), Some(secret), token) if !id.is_empty() && !secret.is_empty() => Ok(Self { id, secret, token }),
            _ => Err("expected the id and the secret with a colon between them"),
        }
    }
}

fn main() -> ExitCode {
    let mut stderr = io::stderr();
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With stderr closed, the exit code is all there is to say.
            let _ = writeln!(stderr, "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Mock::builder().port(arguments.port);
    for specs in arguments.specs {
        builder = builder.specs(specs);
    }
    for key in arguments.access_keys {
        builder = match key.token {
            Some(token) => builder.sts(key.id, key.secret, token),
            None => builder.access_key(key.id, key.secret),
        };
    }
    for token in arguments.bearer_tokens {
        builder = builder.bearer_token(token);
    }
    for role in arguments.roles {
        builder = builder.role(role);
    }
    for token in arguments.oidc_tokens {
        builder = builder.oidc_token(token);
    }
    if let Some(role) = arguments.instance_role {
        builder = builder.instance(Instance::new().role(role));
    }
    let mock = builder.start()?;
    greet(&mock)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(tokio::signal::ctrl_c())?;
    writeln!(io::stdout(), "stopped after {} calls", mock.calls().len())?;
    Ok(())
}

fn greet(mock: &Mock) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let endpoint = mock.endpoint();
    writeln!(out, "listening on {endpoint}")?;
    for (product, version, operations) in mock.services() {
        writeln!(out, "  {product} {version}: {operations} operations")?;
    }
    writeln!(out)?;
    let (id, secret) = (ACCESS_KEY_ID, ACCESS_KEY_SECRET);
    let address = endpoint.trim_start_matches("http://");
    writeln!(out, "AccessKey: {id} with the secret {secret}")?;
    writeln!(
        out,
        "Rust:      Client::builder().endpoint(\"{endpoint}\").credentials(Credentials::access_key(\"{id}\", \"{secret}\"))"
    )?;
    writeln!(
        out,
        "Python:    Config(endpoint=\"{address}\", protocol=\"http\", access_key_id=\"{id}\", access_key_secret=\"{secret}\")"
    )?;
    writeln!(out, "Ctrl-C stops it.")?;
    out.flush()
}
