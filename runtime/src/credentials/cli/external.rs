//! Credentials that a program prints.

use std::time::Duration;

use super::document::Document;
use super::split::split;
use super::write_back::{self, WriteBack};
use crate::clock::within;
use crate::credentials::{Cached, Context, Credentials, Fetch};
use crate::{BoxFuture, Error, ErrorKind};

/// Runs a program that prints credentials as JSON: `mode` (`AK` or `StsToken`), `access_key_id`, `access_key_secret`, `sts_token`
/// and `expiration` (RFC 3339).
///
/// No shell is in between; the command is split into words as a POSIX shell splits quoted words, except that on Windows a
/// backslash is one unless `"` follows. The program inherits the environment, reads nothing, and has 60 s. Without an expiration
/// it is run for every call. With `ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS=true` it is never run.
///
/// ```
/// # use alicloud_runtime::credentials::{Context, External};
/// # fn provider(context: Context) -> impl alicloud_runtime::CredentialProvider {
/// External::new("my-login --format json").provider(context)
/// # }
/// ```
pub struct External {
    command: String,
    write_back: Option<WriteBack>,
}

impl External {
    const LIMIT: Duration = Duration::from_secs(60);

    /// Runs `command`.
    pub fn new(command: impl Into<String>) -> Self {
        Self {
            command: command.into(),
            write_back: None,
        }
    }

    pub(super) fn write_back(mut self, write_back: WriteBack) -> Self {
        self.write_back = Some(write_back);
        self
    }

    /// A provider that keeps the credentials until they expire.
    pub fn provider(self, context: Context) -> Cached<Self> {
        Cached::new(self, context)
    }

    async fn run(&self, context: &Context) -> Result<Credentials, Error> {
        const SWITCH: &str = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";
        if context.is_on(SWITCH) {
            let advice = format!("unset {SWITCH}, or take another source of credentials");
            return Err(error(format!("{SWITCH} forbids to run a program for credentials")).with_advice(advice));
        }
        let words = split(&self.command, cfg!(windows))
            .map_err(|why| error(format!("the command for credentials cannot be split into words: {why}")))?;
        let Some((program, arguments)) = words.split_first() else {
            return Err(error("the command for credentials is empty"));
        };
        let ran = within(Self::LIMIT, context.clock(), context.programs().run(program, arguments)).await;
        let printed = match ran {
            Some(Ok(printed)) => printed,
            Some(Err(why)) => {
                return Err(error(format!("the program {program:?} gave no credentials: {why}"))
                    .with_advice("run it by hand to see what it says")
                    .with_source(why));
            }
            None => {
                let limit = Self::LIMIT.as_secs();
                return Err(error(format!(
                    "the program {program:?} gave no credentials within {limit} s"
                )));
            }
        };
        let credentials = read(&printed).map_err(|why| {
            error(format!("what the program {program:?} printed cannot be used: {why}"))
                .with_advice("it must print mode, access_key_id, access_key_secret, sts_token and expiration as JSON")
        })?;
        if let Some(write_back) = &self.write_back {
            let members = write_back::members(&credentials);
            if !members.is_empty() {
                write_back.save(context, &members).await;
            }
        }
        Ok(credentials)
    }
}

fn error(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Credentials, message)
}

/// What is wrong with it is told without what it says.
fn read(printed: &[u8]) -> Result<Credentials, String> {
    let answer = Document::parse(printed).map_err(|error| format!("it is not valid JSON: {error}"))?;
    let needed = |key| answer.text(key).ok_or_else(|| format!("{key} is missing"));
    let mode = answer.text("mode").unwrap_or_default();
    let is_temporary = match mode {
        "" => answer.text("sts_token").is_some(),
        mode if mode.eq_ignore_ascii_case("AK") => false,
        mode if mode.eq_ignore_ascii_case("StsToken") => true,
        _ => return Err("mode is neither AK nor StsToken".to_owned()),
    };
    let mut credentials = Credentials::access_key(needed("access_key_id")?, needed("access_key_secret")?);
    if is_temporary {
        credentials = credentials.with_security_token(needed("sts_token")?);
    }
    // One that cannot be read is as good as none: the program is run for each call.
    if let Some(at) = answer.text("expiration")
        && let Ok(at) = humantime::parse_rfc3339(at)
    {
        credentials = credentials.with_expiry(at);
    }
    Ok(credentials.with_provider("external"))
}

impl Fetch for External {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(self.run(context))
    }

    fn name(&self) -> &str {
        "external"
    }

    /// The program's time, and what writing back may take.
    fn limit(&self) -> Duration {
        Self::LIMIT + Duration::from_secs(5)
    }

    fn is_kept_without_expiry(&self) -> bool {
        false
    }
}
