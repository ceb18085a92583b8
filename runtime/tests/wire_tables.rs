//! The grammar of the wire tables, on the two operations that started it all and a struct of every other kind.
#![allow(missing_docs, unreachable_pub)]

use std::collections::BTreeMap;

use alicloud_runtime::codec::{Decode, Encode, Fields, NamedView, Unknown, View, decode, flatten, json};
use alicloud_runtime::operation::{Endpoint, EndpointRule, Location, Service, Style};
use alicloud_runtime::{Operation, input, model, open_enum, operation, output};

pub static SERVICE: Service = Service {
    product: "Ims",
    version: "2019-08-15",
    style: Style::Rpc,
    endpoints: &[Endpoint {
        region: "cn-hangzhou",
        public: "ims.aliyuncs.com",
        vpc: None,
    }],
    rule: EndpointRule::Central("ims"),
};

mod get_user_mfa_info {
    use super::*;

    #[derive(Clone, Default)]
    pub struct GetUserMfaInfo {
        pub user_principal_name: Option<String>,
    }

    operation!(GetUserMfaInfo: "GetUserMFAInfo" Post read => GetUserMfaInfoOutput {
        query "UserPrincipalName" => user_principal_name: String,
    });

    #[derive(Clone, Default)]
    pub struct GetUserMfaInfoOutput {
        pub is_mfa_enable: Option<bool>,
        pub mfa_device: Option<MfaDevice>,
        pub request_id: Option<String>,
    }

    output!(GetUserMfaInfoOutput {
        "IsMFAEnable" => is_mfa_enable,
        "MFADevice" => mfa_device,
        "RequestId" => request_id,
    });

    #[derive(Clone, Default)]
    pub struct MfaDevice {
        pub serial_number: Option<String>,
        pub r#type: Option<MfaDeviceType>,
    }

    output!(MfaDevice {
        "SerialNumber" => serial_number,
        "Type" => r#type,
    });

    open_enum! {
        /// Kind of an MFA device.
        pub enum MfaDeviceType {
            /// Virtual.
            Vmfa = "VMFA",
            /// Key.
            U2f = "U2F",
        }
    }
}
use get_user_mfa_info::*;

mod bodies {
    use super::*;

    #[derive(Clone, Default)]
    pub struct SetTags {
        pub body: Option<Vec<Tag>>,
    }

    operation!(SetTags: "SetTags" Post write [path = "/tags"] => () {
        whole list "body" => body[]: Tag,
    });

    #[derive(Clone, Default)]
    pub struct SetNames {
        pub body: Option<Vec<String>>,
    }

    operation!(SetNames: "SetNames" Post write [path = "/names"] => () {
        whole "body" => body[]: String,
    });
}

mod everything {
    use super::*;

    #[derive(Clone, Default)]
    pub struct Everything {
        pub id: Option<String>,
        pub tag: Option<Vec<Tag>>,
        pub names: Option<Vec<String>>,
        pub grid: Option<Vec<Vec<i64>>>,
        pub labels: Option<BTreeMap<String, String>>,
        pub node: Option<Box<Node>>,
        pub password: Option<String>,
    }

    operation!(Everything: "Everything" Put write [path = "/things/{Id}"] => () {
        required path "Id" => id: String,
        query "Tag" => tag[]: Tag,
        query simple "Names" => names[]: String,
        body "Grid" => grid[]: Vec<i64>,
        query json "Labels" => labels{}: String,
        body "Node" => node: Box<Node>,
        form "Password" => password: String,
    } secret ["Password"]);
}
use everything::*;

#[derive(Clone, Default)]
pub struct Tag {
    pub key: Option<String>,
    pub value: Option<String>,
}

input!(Tag {
    "Key" => key: String,
    "Value" => value: String,
});

#[derive(Clone, Default)]
pub struct Node {
    pub next: Option<Box<Node>>,
    pub children: Option<Vec<Node>>,
    pub weight: Option<f64>,
}

model!(Node {
    "Next" => next: Box<Node>,
    "Children" => children[]: Node,
    "Weight" => weight: f64,
});

#[derive(Clone, Default)]
pub struct Listing {
    pub users: Vec<Tagged>,
    pub extra: BTreeMap<String, i64>,
}

output!(Listing {
    "Users" / "User" => users,
    "Extra" => extra,
});

#[derive(Clone, Default)]
pub struct Tagged {
    pub name: Option<String>,
    pub count: Option<i64>,
    pub ok: Option<bool>,
}

output!(Tagged {
    "Name" => name,
    "Count" => count,
    "Ok" => ok,
});

fn read<T: Decode>(text: &str) -> Result<T, String> {
    let mut value = T::default();
    decode(text.as_bytes(), value.slot())
        .map(|()| value)
        .map_err(|error| error.to_string())
}

#[test]
fn facts_and_rows_of_an_operation() {
    let api = GetUserMfaInfo::API;
    assert_eq!(
        (api.name, api.service.product, api.method.as_str(), api.path),
        ("GetUserMFAInfo", "Ims", "POST", "/")
    );
    let mut rows = Vec::new();
    let mut params = Everything::API.params.iter();
    Everything::default()
        .id("a/b")
        .tag([Tag::default().key("k")])
        .names(["x", "y"])
        .fields(&mut |all: &[NamedView<'_>]| {
            for (name, view) in all {
                let param = params.next().unwrap();
                assert_eq!(param.name, *name);
                rows.push((*name, param.location, param.required, view.is_absent()));
            }
        });
    assert_eq!(rows[0], ("Id", Location::Path, true, false));
    assert_eq!(rows[3], ("Grid", Location::Body, false, true));
    assert_eq!(rows.len(), 7);
    assert_eq!(Everything::API.path, "/things/{Id}");
}

#[test]
fn a_list_of_structures_is_a_body_even_if_it_is_unset() {
    use alicloud_runtime::request::Request;
    use bodies::{SetNames, SetTags};

    let body = |encoded: Request| String::from_utf8(encoded.body.bytes().unwrap().to_vec()).unwrap();
    let tags = Request::encode(SetTags::API, &SetTags::default(), None, None).request;
    assert_eq!(
        tags.headers,
        [("content-type".into(), "application/json; charset=utf-8".to_owned())]
    );
    assert_eq!(body(tags), "[]");
    let names = Request::encode(SetNames::API, &SetNames::default(), None, None).request;
    assert_eq!(names.headers, []);
    assert_eq!(body(names), "");
}

#[test]
fn the_sample_answer_decodes() {
    let out: GetUserMfaInfoOutput = read(
        r#"{"MFADevice": {"SerialNumber": "acs:ram::177242285274****:mfa/device001", "Type": "VMFA"},
            "RequestId": "FCF7322A", "IsMFAEnable": true, "Unheard": [{"Of": 1}]}"#,
    )
    .unwrap();
    let device = out.mfa_device.unwrap();
    assert_eq!(device.r#type, Some(MfaDeviceType::Vmfa));
    assert_eq!(out.is_mfa_enable, Some(true));
    assert_eq!(out.request_id.as_deref(), Some("FCF7322A"));
}

#[test]
fn unknown_enum_values_round_trip() {
    let device: MfaDevice = read(r#"{"Type": "PASSKEY"}"#).unwrap();
    let kind = device.r#type.unwrap();
    assert_eq!(kind, MfaDeviceType::Unknown(Unknown::new("PASSKEY")));
    assert_eq!((kind.as_str(), kind.to_string().as_str()), ("PASSKEY", "PASSKEY"));
    assert!(matches!(kind.view(), View::Text("PASSKEY")));
}

#[test]
fn wrapped_lists_lose_their_wrapper() {
    let text = r#"{"Users": {"User": [{"Name": "a", "Count": "9007199254740993", "Ok": "true"}, null, {"Name": 7}]}}"#;
    let listing: Listing = read(text).unwrap();
    assert_eq!(listing.users.len(), 2);
    assert_eq!(listing.users[0].count, Some(9_007_199_254_740_993));
    assert_eq!(listing.users[0].ok, Some(true));
    assert_eq!(listing.users[1].name.as_deref(), Some("7"));
    assert!(
        read::<Listing>(r#"{"Users": {}, "Extra": []}"#)
            .unwrap()
            .users
            .is_empty()
    );
    assert!(
        read::<Listing>(r#"{"Users": null, "Extra": ""}"#)
            .unwrap()
            .users
            .is_empty()
    );
    assert_eq!(read::<Listing>(r#"{"Users": [{"Name": "a"}]}"#).unwrap().users.len(), 1);
}

#[test]
fn mismatches_are_located() {
    let wrong = |text: &str| read::<Listing>(text).unwrap_err();
    assert_eq!(
        wrong(r#"{"Users": {"User": [{}, {"Count": "four"}]}}"#),
        r#"Users.User[1].Count: expected an integer, got "four""#
    );
    assert_eq!(
        wrong(r#"{"Extra": {"a": 1, "b": [2]}}"#),
        "Extra.b: expected an integer, got a list"
    );
    assert_eq!(wrong(r#"{"Users": 3}"#), "Users: expected a list, got 3");
    assert_eq!(wrong("3"), "expected an object, got 3");
    assert!(wrong(r#"{"Users": {"User": ["#).starts_with("not a complete JSON document: EOF while parsing"));
    assert!(wrong("<html>").starts_with("not a complete JSON document: expected value at line 1 column 1"));
    let deep = format!("{{\"A\": {}", "[".repeat(100_000));
    assert!(
        read::<alicloud_runtime::codec::Value>(&deep)
            .unwrap_err()
            .contains("recursion limit")
    );
}

#[test]
fn structs_flatten_and_print_as_json() {
    let node = Node::default()
        .weight(1.5)
        .children([Node::default().next(Node::default())]);
    assert_eq!(json::to_text(node.view()), r#"{"Children":[{"Next":{}}],"Weight":1.5}"#);
    let everything = Everything::default().tag([Tag::default().key("a"), Tag::default().value("")]);
    let mut flat = Vec::new();
    flatten("Tag".into(), everything.tag.view(), &mut |name, value| {
        flat.push(format!("{name}={value}"))
    });
    assert_eq!(flat, ["Tag.1.Key=a", "Tag.2.Value="]);
}

#[test]
fn secrets_do_not_print() {
    let text = format!("{:?}", Everything::default().id("i").password("hunter2"));
    assert!(text.contains(r#"Id: "i", Password: ***"#), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}
