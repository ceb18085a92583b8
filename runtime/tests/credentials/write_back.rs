//! What was refreshed goes back to the file.

use std::io;

use alicloud_runtime::CredentialProvider as _;
use alicloud_runtime::credentials::{CliProfile, DefaultChain};

use crate::world::{CONFIG, World, limited};

const FILE: &str = r#"{
	"meta_path": "",
	"profiles": [
		{
			"name": "other",
			"mode": "AK",
			"access_key_id": "other-id"
		},
		{
			"zebra": [1, 2.5, {"b": null, "a": true}],
			"name": "me",
			"mode": "External",
			"access_key_secret": "old",
			"process_command": "login"
		}
	],
	"current": "me"
}
"#;

fn world() -> World {
    let world = World::new().file(CONFIG, FILE);
    world.programs.print(
        r#"{"mode": "StsToken", "access_key_id": "id", "access_key_secret": "MARKED",
            "sts_token": "MARKED-token", "expiration": "2027-01-15T09:00:00Z"}"#,
    );
    world
}

#[tokio::test]
async fn only_what_changed_changes() {
    let world = world();
    let provider = CliProfile::new(world.context());
    limited(provider.credentials()).await.expect("credentials");
    assert_eq!(provider.warning(), None);
    insta::assert_snapshot!(world.files.text(CONFIG), @r#"
    {
    	"meta_path": "",
    	"profiles": [
    		{
    			"name": "other",
    			"mode": "AK",
    			"access_key_id": "other-id"
    		},
    		{
    			"zebra": [
    				1,
    				2.5,
    				{
    					"b": null,
    					"a": true
    				}
    			],
    			"name": "me",
    			"mode": "External",
    			"access_key_secret": "MARKED",
    			"process_command": "login",
    			"access_key_id": "id",
    			"sts_token": "MARKED-token",
    			"sts_expiration": 1800003600
    		}
    	],
    	"current": "me"
    }
    "#);
}

#[tokio::test]
async fn what_does_not_last_is_not_written() {
    let world = World::new().file(CONFIG, FILE);
    world
        .programs
        .print(r#"{"mode": "AK", "access_key_id": "id", "access_key_secret": "MARKED"}"#);
    limited(CliProfile::new(world.context()).credentials())
        .await
        .expect("credentials");
    assert_eq!(world.files.text(CONFIG), FILE);
}

#[tokio::test]
async fn a_failure_is_a_warning_until_it_works() {
    let world = world();
    world.files.fail(Some(io::ErrorKind::PermissionDenied));
    let chain = DefaultChain::new(world.context());
    limited(chain.credentials()).await.expect("credentials");
    insta::assert_snapshot!(format!("{chain:?}"), @r#"default/cli_profile (warning: refreshed credentials of profile "me" could not be written to /home/me/.aliyun/config.json: permission denied)"#);
    assert_eq!(world.files.text(CONFIG), FILE);
    world.files.fail(None);
    world.clock.advance(3500);
    limited(chain.credentials()).await.expect("credentials");
    assert_eq!(format!("{chain:?}"), "default/cli_profile");
    assert!(world.files.text(CONFIG).contains("MARKED"));
}

#[tokio::test]
async fn a_locked_file_is_tried_for_two_seconds() {
    let world = world();
    world.clock.hurry();
    world.files.fail(Some(io::ErrorKind::WouldBlock));
    let begin = world.now();
    let provider = CliProfile::new(world.context());
    limited(provider.credentials()).await.expect("credentials");
    assert!(
        provider
            .warning()
            .expect("a warning")
            .ends_with("another program has locked it")
    );
    let waited = world.now().duration_since(begin).expect("time passes");
    assert_eq!(waited.as_millis(), 1_900);
}
