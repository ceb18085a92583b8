//! Prints what there is in the region of `ALIBABA_CLOUD_REGION_ID`, with the credentials of the environment.

use std::env;

use trimmed::alicloud::{Client, Error};
use trimmed::inventory;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::from_env()?;
    let region = env::var("ALIBABA_CLOUD_REGION_ID").unwrap_or_else(|_| "cn-hangzhou".to_owned());
    for line in inventory(&client, &region).await? {
        println!("{line}");
    }
    Ok(())
}
