//! Reading a large answer: our wire tables, a serde derive of the same structs, and a `serde_json::Value` tree.
//!
//! ```sh
//! cargo run --release -p alicloud-tests --bin bench_decode
//! ```
//!
//! The answer has the shape of ECS `DescribeInstances`: 340 instances of 26 scalars, three wrapped lists, two nested
//! structs and a tag list. Prints the median of interleaved rounds and its ratio to serde derive.
#![expect(clippy::print_stdout, reason = "a command that prints its result")]
#![allow(missing_docs, reason = "the structs are test data")]
#![recursion_limit = "256"]

use std::time::Instant;

use alicloud_runtime::codec::{Decode, decode};
use alicloud_runtime::output;
use serde::Deserialize;
use serde_json::{Value, json};

/// One struct twice: for the wire tables and for serde.
macro_rules! both {
    ($($table:ident / $derived:ident {
        $($wire:literal $(/ $item:literal)? => $field:ident: $ours:ty, $theirs:ty;)*
    })*) => {$(
        #[derive(Clone, Default)]
        pub struct $table { $(pub $field: $ours,)* }

        output!($table { $($wire $(/ $item)? => $field,)* });

        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default)]
        pub struct $derived { $(#[serde(rename = $wire)] pub $field: $theirs,)* }
    )*};
}

type Text = Option<String>;
type Int = Option<i64>;
type Flag = Option<bool>;

both! {
    Instances / DerivedInstances {
        "Instances" / "Instance" => instances: Vec<Instance>, DerivedList<DerivedInstance>;
        "TotalCount" => total_count: Int, Int;
        "RequestId" => request_id: Text, Text;
        "NextToken" => next_token: Text, Text;
    }
    Instance / DerivedInstance {
        "InstanceId" => instance_id: Text, Text;
        "InstanceName" => instance_name: Text, Text;
        "Status" => status: Text, Text;
        "RegionId" => region_id: Text, Text;
        "ZoneId" => zone_id: Text, Text;
        "ImageId" => image_id: Text, Text;
        "Cpu" => cpu: Int, Int;
        "Memory" => memory: Int, Int;
        "GPUAmount" => gpu_amount: Int, Int;
        "GPUSpec" => gpu_spec: Text, Text;
        "InstanceType" => instance_type: Text, Text;
        "InstanceTypeFamily" => instance_type_family: Text, Text;
        "OSName" => os_name: Text, Text;
        "OSType" => os_type: Text, Text;
        "OSNameEn" => os_name_en: Text, Text;
        "HostName" => host_name: Text, Text;
        "SerialNumber" => serial_number: Text, Text;
        "KeyPairName" => key_pair_name: Text, Text;
        "CreationTime" => creation_time: Text, Text;
        "ExpiredTime" => expired_time: Text, Text;
        "StartTime" => start_time: Text, Text;
        "IoOptimized" => io_optimized: Flag, Flag;
        "DeviceAvailable" => device_available: Flag, Flag;
        "DeletionProtection" => deletion_protection: Flag, Flag;
        "Recyclable" => recyclable: Flag, Flag;
        "InternetMaxBandwidthOut" => internet_max_bandwidth_out: Int, Int;
        "PublicIpAddress" / "IpAddress" => public_ip_address: Vec<String>, DerivedList<String>;
        "InnerIpAddress" / "IpAddress" => inner_ip_address: Vec<String>, DerivedList<String>;
        "SecurityGroupIds" / "SecurityGroupId" => security_group_ids: Vec<String>, DerivedList<String>;
        "VpcAttributes" => vpc_attributes: Option<Vpc>, Option<DerivedVpc>;
        "EipAddress" => eip_address: Option<Eip>, Option<DerivedEip>;
        "Tags" / "Tag" => tags: Vec<Tag>, DerivedList<DerivedTag>;
    }
    Vpc / DerivedVpc {
        "VpcId" => vpc_id: Text, Text;
        "VSwitchId" => vswitch_id: Text, Text;
        "NatIpAddress" => nat_ip_address: Text, Text;
        "PrivateIpAddress" / "IpAddress" => private_ip_address: Vec<String>, DerivedList<String>;
    }
    Eip / DerivedEip {
        "AllocationId" => allocation_id: Text, Text;
        "IpAddress" => ip_address: Text, Text;
        "Bandwidth" => bandwidth: Int, Int;
        "IsSupportUnassociate" => is_support_unassociate: Flag, Flag;
    }
    Tag / DerivedTag {
        "TagKey" => key: Text, Text;
        "TagValue" => value: Text, Text;
    }
}

/// What a wrapper object is without help: one more struct, under any of the names that the answer uses.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DerivedList<T: Default> {
    #[serde(alias = "Instance", alias = "IpAddress", alias = "SecurityGroupId", alias = "Tag")]
    pub items: Vec<T>,
}

fn answer() -> Vec<u8> {
    let instance = |index: usize| {
        json!({
            "InstanceId": format!("i-bp1{index:016}"), "InstanceName": format!("worker-{index}"), "Status": "Running",
            "RegionId": "cn-hangzhou", "ZoneId": "cn-hangzhou-k", "ImageId": "aliyun_3_x64_20G_alibase_20240819.vhd",
            "Cpu": 8, "Memory": 32768, "GPUAmount": 0, "GPUSpec": "", "InstanceType": "ecs.g7.2xlarge",
            "InstanceTypeFamily": "ecs.g7", "OSName": "Alibaba Cloud Linux  3.2104 LTS 64位", "OSType": "linux",
            "OSNameEn": "Alibaba Cloud Linux  3.2104 LTS 64 bit", "HostName": format!("iZbp1{index:014}Z"),
            "SerialNumber": "51d1353b-22bf-4567-a176-8b3e12e43135", "KeyPairName": "ops",
            "CreationTime": "2024-06-12T02:11Z", "ExpiredTime": "2099-12-31T15:59Z", "StartTime": "2024-06-12T02:12Z",
            "IoOptimized": true, "DeviceAvailable": true, "DeletionProtection": false, "Recyclable": false,
            "InternetMaxBandwidthOut": 5, "ResourceGroupId": "rg-acfmxazb4ph6aiy", "Description": "",
            "SpotStrategy": "NoSpot", "CreditSpecification": "", "MetadataOptions": {"HttpTokens": "optional"},
            "PublicIpAddress": {"IpAddress": ["203.0.113.7"]}, "InnerIpAddress": {"IpAddress": []},
            "SecurityGroupIds": {"SecurityGroupId": ["sg-bp15ed6xe1yxeycg7o1a", "sg-bp15ed6xe1yxeycg7o1b"]},
            "VpcAttributes": {"VpcId": "vpc-bp1vwnn14rqpyiczj1a2b", "VSwitchId": "vsw-bp1ddbrxdlrcbim46a1b2",
                              "NatIpAddress": "", "PrivateIpAddress": {"IpAddress": ["172.17.0.7"]}},
            "EipAddress": {"AllocationId": "", "IpAddress": "", "Bandwidth": 5, "IsSupportUnassociate": true},
            "Tags": {"Tag": [{"TagKey": "env", "TagValue": "prod"}, {"TagKey": "team", "TagValue": "结算"}]},
        })
    };
    let instances: Vec<Value> = (0..340).map(instance).collect();
    json!({"Instances": {"Instance": instances}, "TotalCount": 340, "RequestId": "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E"})
        .to_string()
        .into_bytes()
}

/// Reads an answer and counts what it found.
type Reader = fn(&[u8]) -> usize;

fn ours(text: &[u8]) -> usize {
    let mut out = Instances::default();
    decode(text, out.slot()).map_or(0, |()| out.instances.len())
}

fn derived(text: &[u8]) -> usize {
    serde_json::from_slice::<DerivedInstances>(text).map_or(0, |out| out.instances.items.len())
}

fn tree(text: &[u8]) -> usize {
    serde_json::from_slice::<Value>(text).map_or(0, |out| out.as_object().map_or(0, |out| out.len()))
}

fn main() {
    const ROUNDS: usize = 101;
    let text = answer();
    let ways: [(&str, Reader); 3] = [
        ("wire tables", ours),
        ("serde derive", derived),
        ("serde_json::Value, not yet in structs", tree),
    ];
    let mut times: [Vec<f64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        for ((_, read), times) in ways.iter().zip(&mut times) {
            let start = Instant::now();
            assert!(
                std::hint::black_box(read(std::hint::black_box(&text))) > 0,
                "the answer decodes"
            );
            times.push(start.elapsed().as_secs_f64() * 1e6);
        }
    }
    let medians = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times.get(ROUNDS / 2).copied().unwrap_or_default()
    });
    let [_, baseline, _] = medians;
    println!("{} kB of JSON, median of {ROUNDS} rounds\n", text.len() / 1000);
    println!("| reader | µs | × serde derive |\n|---|---|---|");
    for ((name, _), median) in ways.iter().zip(medians) {
        println!("| {name} | {median:.0} | {:.2} |", median / baseline);
    }
}
