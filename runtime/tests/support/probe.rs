//! Operations without generated code, and a transport that answers from memory.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::sync::{Arc, Mutex};

use alicloud_runtime::codec::{Encode, Fields, ShowFields, Value};
use alicloud_runtime::operation::{
    Access, Answer, Api, Auth, Endpoint, EndpointRule, Format, Location, Method, Operation, Param, Service, Style,
};
use alicloud_runtime::transport::Limits;
use alicloud_runtime::{Body, BoxFuture, ByteStream, Client, Credentials, Error, Events, Retry, Transport};
use bytes::Bytes;

pub static CENTRAL: Service = Service {
    product: "Ims",
    version: "2019-08-15",
    style: Style::Rpc,
    endpoints: &[],
    rule: EndpointRule::Central("ims"),
};

pub static REGIONAL: Service = Service {
    product: "cloudsso",
    version: "2021-05-15",
    style: Style::Rpc,
    endpoints: &[
        Endpoint {
            region: "cn-shanghai",
            public: "cloudsso.cn-shanghai.aliyuncs.com",
            vpc: None,
        },
        Endpoint {
            region: "cn-hongkong",
            public: "cloudsso.cn-hongkong.aliyuncs.com",
            vpc: Some("cloudsso-vpc.cn-hongkong.aliyuncs.com"),
        },
        Endpoint {
            region: "us-west-1",
            public: "cloudsso.us-west-1.aliyuncs.com",
            vpc: None,
        },
    ],
    rule: EndpointRule::Regional("cloudsso"),
};

macro_rules! probe {
    ($name:ident, $output:ty, $api:expr) => {
        /// An operation with two parameters, `UserName` and `DirectoryId`.
        #[derive(Debug, Default, Clone)]
        pub struct $name {
            pub user: Option<String>,
            pub directory: Option<String>,
        }

        impl Fields for $name {
            fn fields(&self, all: &mut dyn ShowFields) {
                all.show(&[
                    ("UserName", self.user.view()),
                    ("DirectoryId", self.directory.view()),
                ]);
            }
        }

        impl Operation for $name {
            type Output = $output;
            const API: &'static Api = &const { $api };
        }
    };
}

const fn query(name: &'static str, required: bool) -> Param {
    Param {
        name,
        location: Location::Query,
        format: Format::Flat,
        required,
        token: false,
    }
}

const PARAMS: &[Param] = &[query("UserName", false), query("DirectoryId", false)];
const NEEDED: &[Param] = &[query("UserName", true), query("DirectoryId", true)];

probe!(
    Probe,
    Value,
    Api::new(&CENTRAL, "GetUserMFAInfo", Method::Post, Access::Read, PARAMS)
);
probe!(
    TextProbe,
    String,
    Api::new(&CENTRAL, "GetText", Method::Post, Access::Read, PARAMS).answer(Answer::Text)
);
probe!(
    BytesProbe,
    Bytes,
    Api::new(&CENTRAL, "GetBytes", Method::Post, Access::Read, PARAMS).answer(Answer::Bytes)
);
probe!(
    EmptyProbe,
    (),
    Api::new(&CENTRAL, "GetNothing", Method::Post, Access::Read, PARAMS).answer(Answer::Empty)
);
probe!(
    EventsProbe,
    Events<Value>,
    Api::new(&CENTRAL, "GetEvents", Method::Post, Access::Read, PARAMS).answer(Answer::Events)
);
probe!(
    StreamProbe,
    ByteStream,
    Api::new(&CENTRAL, "GetStream", Method::Post, Access::Read, PARAMS).answer(Answer::Bytes)
);
probe!(
    RegionalProbe,
    Value,
    Api::new(&REGIONAL, "GetUser", Method::Post, Access::Read, PARAMS)
);
probe!(
    AnonymousProbe,
    Value,
    Api::new(&CENTRAL, "GetPublic", Method::Post, Access::Read, PARAMS).auth(Auth::Anonymous)
);

/// An operation both of whose parameters are required.
#[derive(Debug, Default, Clone)]
pub struct Demanding {
    pub user: Option<String>,
    pub directory: Option<String>,
}

impl Fields for Demanding {
    fn fields(&self, all: &mut dyn ShowFields) {
        all.show(&[("UserName", self.user.view()), ("DirectoryId", self.directory.view())]);
    }
}

impl Operation for Demanding {
    type Output = Value;
    const API: &'static Api = &const { Api::new(&REGIONAL, "GetUserSettings", Method::Post, Access::Read, NEEDED) };
}

/// Answers every request with the same response, and keeps the requests.
#[derive(Clone)]
pub struct Canned {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    pub seen: Arc<Mutex<Vec<http::Request<Body>>>>,
}

impl Canned {
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            seen: Arc::default(),
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A client with fixed credentials that talks to this.
    pub fn client(&self) -> Client {
        let client = Client::builder()
            .retry(Retry::none())
            .credentials(Credentials::access_key("testAccessKeyId", "testAccessKeySecret"));
        client.transport(self.clone()).build().expect("a client")
    }
}

impl Transport for Canned {
    fn send(
        &self,
        request: http::Request<Body>,
        _limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>> {
        self.seen.lock().expect("no panic").push(request);
        let mut response = http::Response::builder().status(self.status);
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        let response = response.body(ByteStream::from(self.body.clone())).expect("a response");
        Box::pin(std::future::ready(Ok(response)))
    }
}
