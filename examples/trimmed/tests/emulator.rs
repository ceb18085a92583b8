//! The calls against the emulator, which checks their signatures and parameters.

use std::path::Path;

use alicloud_mock::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, Mock, Reply};
use trimmed::alicloud::{Client, Credentials};
use trimmed::{inventory, regions, start};

fn emulator() -> (Mock, Client) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mock = Mock::builder()
        .specs(here.join("specs"))
        .specs(here.join("../../specs"))
        .start()
        .unwrap();
    let client = Client::builder()
        .endpoint(mock.endpoint())
        .credentials(Credentials::access_key(ACCESS_KEY_ID, ACCESS_KEY_SECRET))
        .build()
        .unwrap();
    (mock, client)
}

fn called(mock: &Mock) -> Vec<String> {
    mock.calls().into_iter().map(|call| call.operation).collect()
}

#[tokio::test]
async fn the_inventory_asks_two_products() {
    let (mock, client) = emulator();
    assert_eq!(regions(&client).await.unwrap(), ["cn-hangzhou"]);
    assert_eq!(
        inventory(&client, "cn-hangzhou").await.unwrap(),
        [
            "VPC vpc-bp1s5fnvk4gn2tws0****",
            "vSwitch vsw-bp1ddbrxdlrcbim4****",
            "instance i-bp1hb2xkt5cn8gk4**** (ecs.g7.large)",
        ]
    );
    assert_eq!(
        called(&mock),
        [
            "DescribeRegions",
            "DescribeVpcs",
            "DescribeVSwitches",
            "DescribeInstances"
        ]
    );
}

#[tokio::test]
async fn nothing_starts_without_a_second_factor() {
    let (mock, client) = emulator();
    assert!(start(&client, "cn-hangzhou", "aliyun_3").await.unwrap().is_some());
    mock.on("GetUserMFAInfo", |_| Reply::json(r#"{"IsMFAEnable": false}"#));
    assert_eq!(start(&client, "cn-hangzhou", "aliyun_3").await.unwrap(), None);
    assert_eq!(called(&mock), ["GetUserMFAInfo", "RunInstances", "GetUserMFAInfo"]);
}

#[test]
fn only_the_six_are_there() {
    let generated = include_str!(concat!(env!("OUT_DIR"), "/alicloud.rs"));
    assert_eq!(generated.matches("\noperation!(").count(), 6);
}
