//! What can be asked of the service.

use alicloud_runtime::prelude::*;

/// Looks at a thing.
#[derive(Clone, Default)]
pub struct DescribeInstance {
    /// Which one.
    pub number: Option<i64>,
}

operation!(DescribeInstance: "DescribeInstance" Post read => Receipt {
    query "Number" => number: i64,
});

/// Makes a thing. A repetition makes another one.
#[derive(Clone, Default)]
pub struct RunInstance {
    /// Which one.
    pub number: Option<i64>,
}

operation!(RunInstance: "RunInstance" Post write => Receipt {
    query "Number" => number: i64,
});

/// Makes a thing. A repetition with the same token is answered as the first one was.
#[derive(Clone, Default)]
pub struct CreateInstance {
    /// Tells repetitions from new orders.
    pub client_token: Option<String>,
    /// Which one.
    pub number: Option<i64>,
}

operation!(CreateInstance: "CreateInstance" Post write => Receipt {
    token query "ClientToken" => client_token: String,
    query "Number" => number: i64,
});

/// What every operation returns.
#[derive(Clone, Default)]
pub struct Receipt {
    /// ID of the request.
    pub request_id: Option<String>,
    /// The thing that was asked for: an answer to another call has another number.
    pub number: Option<i64>,
}

output!(Receipt {
    "RequestId" => request_id,
    "Number" => number,
});
