//! No provider and no error of one shows what is secret.

use std::fmt::Debug;
use std::time::Duration;

use alicloud_runtime::Credentials;
use alicloud_runtime::credentials::{AssumeRole, CloudSso, CredentialsUri, EcsRole, Fetch, OAuth, OidcRole, Site};

use crate::script::{Script, Step};
use crate::support::recorded_at;
use crate::watch;

/// Everything secret that is sent or received in these tests contains it, or this file's OIDC token.
const MARKS: [&str; 3] = ["MARKED", "eyJ.oidc", "Signature="];

trait Source: Fetch + Debug {}
impl<T: Fetch + Debug> Source for T {}

/// With what each sends.
fn sources() -> Vec<(Box<dyn Source>, &'static str)> {
    let key = || Credentials::access_key("id", "MARKED-secret").with_security_token("MARKED/token");
    let soon = recorded_at() + Duration::from_secs(60);
    vec![
        (
            Box::new(AssumeRole::new(key(), "acs:ram::1:role/r")),
            "MARKED-secret MARKED/token MARKED%2Ftoken MARKED%252Ftoken",
        ),
        (
            Box::new(OidcRole::new("p", "acs:ram::1:role/r", "/token")),
            "eyJ.oidc.tok/en+1= eyJ.oidc.tok%2Fen%2B1%3D",
        ),
        (Box::new(EcsRole::new()), ""),
        (Box::new(EcsRole::new().role_name("r")), ""),
        (
            Box::new(CredentialsUri::new("https://u:MARKED@example.com/MARKED?MARKED=MARKED")),
            "",
        ),
        (
            Box::new(CredentialsUri::new("https://example.com/?key=MARKED#MARKED")),
            "",
        ),
        (
            Box::new(CloudSso::new(
                "https://sso.example.com/?MARKED",
                "1",
                "ac-1",
                "MARKED-access",
                soon,
            )),
            "MARKED-access",
        ),
        (
            Box::new(OAuth::new(Site::Cn, "MARKED-access", "MARKED-refresh", soon)),
            "MARKED-refresh",
        ),
        (
            Box::new(OAuth::new(Site::Intl, "MARKED-access", "", soon)),
            "MARKED-access",
        ),
    ]
}

/// Answers that repeat what they were sent, and such that are broken where they hold secrets.
fn bodies(sent: &str) -> Vec<String> {
    let key = r#""AccessKeyId":"id","AccessKeySecret":"MARKED-new","SecurityToken":"MARKED-new""#;
    vec![
        format!(r#"{{"Code":"Failed","Message":"you sent {sent}","RequestId":"r"}}"#),
        format!(r#"{{"error":"{sent}","error_description":"{sent}"}}"#),
        format!("<html>{sent}</html>"),
        sent.to_owned(),
        format!("{{{key},\"Expiration\":1}}"),
        format!(r#"{{"Credentials":{{{key}}},"CloudCredential":{{{key}}},{key}}}"#),
        format!(r#"{{"Code":"Success",{key}"#),
        format!(r#"{{"access_token":"MARKED-new","refresh_token":"MARKED-new","expires_in":"#),
        format!("AccessKeySecret=MARKED-new"),
    ]
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    watch::begin();
    let mut errors = 0;
    for (index, (_, sent)) in sources().iter().enumerate() {
        for (body, status) in bodies(sent)
            .iter()
            .flat_map(|body| [200, 302, 400, 403, 404, 500].map(|status| (body, status)))
        {
            // What is in a refusal that is no JSON is shown, unless it was sent: a server that puts its secrets into the text of
            // an error has made them public.
            if status != 200 && body.starts_with("AccessKeySecret") {
                continue;
            }
            let script = Script::new((0..4).map(|_| Step::Answer(status, body.clone())));
            // A new one each time: tokens that were renewed are not those that were given.
            let (source, _) = sources().swap_remove(index);
            let shown = match source.fetch(&script.context()).await {
                Ok(credentials) => format!("{credentials:?}"),
                Err(error) => {
                    errors += 1;
                    format!("{error} {error:#} {error:?}")
                }
            };
            let shown = format!("{shown} {source:?} {source:#?}");
            for mark in MARKS {
                assert!(!shown.contains(mark), "{status} {body}\n{shown}");
            }
        }
    }
    assert!(errors > 300, "{errors}");
    watch::expect_none_of(MARKS);
}
