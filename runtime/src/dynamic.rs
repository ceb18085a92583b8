//! Operations by name, with JSON in and out: for tools, agents and anything else that learns at run time what to call.
//!
//! Exists with the feature `dynamic`; without it no generated type carries the second direction of its wire table.

use serde_json::Value;

use crate::call::Call;
use crate::codec::{Decode, DecodeError, Encode, Fields, Slot, View, decode, json};
use crate::operation::{Api, Operation};
use crate::{Client, Error, ErrorKind};

/// One operation, known by its facts and able to make requests from JSON.
pub struct Entry {
    /// The facts.
    pub api: &'static Api,
    request: fn(&Value) -> Result<DynRequest, DecodeError>,
    output: fn() -> Box<dyn DynOutput>,
}

/// A request without its type.
pub type DynRequest = Box<dyn Fields + Send + Sync>;

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Entry").field(&self.api.name).finish()
    }
}

impl Entry {
    /// The entry for an operation type.
    pub const fn of<O>() -> Self
    where
        O: Operation + Decode + 'static,
        O::Output: Encode + 'static,
    {
        Self {
            api: O::API,
            request: request::<O>,
            output: output::<O>,
        }
    }

    /// Prepares a call with a JSON object of wire names, read as leniently as an answer is; the answer is the JSON that
    /// the service sends. A path parameter that shares its name with another parameter goes by `path.<name>`.
    ///
    /// # Errors
    /// A value that does not fit its parameter, with its path. Names the operation does not have are ignored.
    pub fn call(&self, client: &Client, input: &Value) -> Result<Call<DynRequest, Value>, Error> {
        match (self.request)(input) {
            Ok(request) => Ok(Call::new(client.clone(), self.api, request)),
            Err(error) => Err(
                Error::new(ErrorKind::InvalidParameter, format!("the input does not fit: {error}"))
                    .during(self.api)
                    .with_source(error),
            ),
        }
    }

    /// A JSON answer as the operation's output type understands it: what it does not know is gone, what it reads
    /// leniently is normal.
    ///
    /// # Errors
    /// What the typed call would fail with.
    pub fn understand(&self, answer: &[u8]) -> Result<Value, DecodeError> {
        let mut output = (self.output)();
        decode(answer, output.slot())?;
        serde_json::to_value(output.view()).map_err(|error| DecodeError::Syntax {
            format: "JSON",
            message: error.to_string(),
        })
    }
}

/// An answer without its type.
trait DynOutput {
    fn slot(&mut self) -> Slot<'_>;
    fn view(&self) -> View<'_>;
}

impl<T: Decode + Encode> DynOutput for T {
    fn slot(&mut self) -> Slot<'_> {
        Decode::slot(self)
    }

    fn view(&self) -> View<'_> {
        Encode::view(self)
    }
}

fn request<O: Operation + Decode + 'static>(input: &Value) -> Result<DynRequest, DecodeError> {
    let mut operation = O::default();
    json::decode_value(input, operation.slot())?;
    Ok(Box::new(operation))
}

fn output<O>() -> Box<dyn DynOutput>
where
    O: Operation,
    O::Output: Encode + 'static,
{
    Box::new(O::Output::default())
}
