//! A signed request as an HTTP request.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::uri::Uri;

use crate::endpoint::Target;
use crate::operation::Method;
use crate::request::Request;
use crate::sign::{Pair, Query};
use crate::{Body, Error, ErrorKind};

/// Puts the parts together; nothing that was signed is changed.
pub(crate) fn assemble(request: Request, query: &Query, target: &Target) -> Result<http::Request<Body>, Error> {
    let mut http = http::Request::new(request.body);
    *http.method_mut() = method(request.method);
    *http.uri_mut() = uri(&request.path, query.wire(), target)?;
    *http.headers_mut() = headers(request.headers)?;
    Ok(http)
}

fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Delete => http::Method::DELETE,
        Method::Patch => http::Method::PATCH,
        Method::Head => http::Method::HEAD,
        Method::Options => http::Method::OPTIONS,
    }
}

fn uri(path: &str, query: &str, target: &Target) -> Result<Uri, Error> {
    let mark = if query.is_empty() { "" } else { "?" };
    let text = [target.scheme(), "://", target.host(), path, mark, query].concat();
    Uri::from_maybe_shared(Bytes::from(text)).map_err(|error| {
        Error::new(ErrorKind::InvalidParameter, "path and query do not make a URL")
            .with_source(error)
            .with_advice(
                "a URL has at most 65,534 bytes; pass large values in form parameters or a body if there are any",
            )
    })
}

/// All values in one buffer: the HTTP client clones its headers, which then costs no allocation for each.
fn headers(pairs: Vec<Pair>) -> Result<HeaderMap, Error> {
    let mut values = String::with_capacity(pairs.iter().map(|(_, value)| value.len()).sum());
    values.extend(pairs.iter().map(|(_, value)| value.as_str()));
    let mut rest = Bytes::from(values);
    let mut map = HeaderMap::with_capacity(pairs.len() + 2);
    for (name, value) in pairs {
        let mut value = HeaderValue::from_maybe_shared(rest.split_to(value.len()))
            .map_err(|_| Error::invalid_parameter(&name, "a header value is one line without control characters"))?;
        value.set_sensitive(matches!(
            &*name,
            "authorization" | "x-acs-security-token" | "x-acs-bearer-token"
        ));
        map.append(header_name(name)?, value);
    }
    Ok(map)
}

fn header_name(name: Cow<'static, str>) -> Result<HeaderName, Error> {
    let plain = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    match name {
        // `from_static` panics on other names only, and does not copy.
        Cow::Borrowed(name) if !name.is_empty() && name.bytes().all(plain) => Ok(HeaderName::from_static(name)),
        name => HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Error::invalid_parameter(&name, "it is not the name of a header")),
    }
}
