//! From a request to the operation it asks for.

use percent_encoding::percent_decode_str;

use crate::catalog::{Catalog, Operation, Service};
use crate::fault::Fault;
use crate::request::Request;

/// The operation asked for.
#[derive(Debug)]
pub(crate) struct Route<'a> {
    pub(crate) service: &'a Service,
    pub(crate) operation: &'a Operation,
    /// Decoded values of the placeholders in the path.
    pub(crate) path: Vec<(String, String)>,
}

/// Finds the operation: by name and version, or by method and path.
pub(crate) fn route<'a>(catalog: &'a Catalog, request: &Request) -> Result<Route<'a>, Fault> {
    // A parameter named `Action` or `Version` is the operation's own business once the headers name the operation.
    let action = request.header("x-acs-action").or_else(|| request.parameter("Action"));
    let version = request.header("x-acs-version").or_else(|| request.parameter("Version"));

    // Behind 127.0.0.1 no host tells the product, and all are candidates.
    let told: Vec<&Service> = catalog
        .services
        .iter()
        .filter(|service| service.answers_at(request.host()))
        .collect();
    let known = if told.is_empty() {
        catalog.services.iter().collect()
    } else {
        told
    };
    let services: Vec<&Service> = match version {
        Some(version) => known.into_iter().filter(|service| service.version == version).collect(),
        None => known,
    };
    if services.is_empty() && version.is_some() {
        return Err(Fault::bad(
            "InvalidVersion",
            "Specified parameter Version is not valid.",
        ));
    }
    match (action, version) {
        (Some(action), Some(_)) => by_name(&services, action, request),
        (Some(_), None) => Err(Fault::missing("Version")),
        (None, _) if request.path == "/" => Err(Fault::missing("Action")),
        (None, _) => by_path(&services, request),
    }
}

fn by_name<'a>(services: &[&'a Service], action: &str, request: &Request) -> Result<Route<'a>, Fault> {
    let mut found = services
        .iter()
        .filter_map(|service| Some((*service, service.operations.get(action)?)));
    let (service, operation) = found.next().ok_or_else(Fault::not_found)?;
    if let Some((other, _)) = found.next() {
        return Err(Fault::bad(
            "AmbiguousAction",
            format!(
                "Both {} and {} have {action} in version {}, and the Host header tells neither: \
                 start the emulator with the specs of one of them.",
                service.product, other.product, service.version
            ),
        ));
    }
    let path = values(operation, &request.path).ok_or_else(Fault::not_found)?;
    // RPC takes GET and POST for every operation: official SDKs post even what is documented for GET alone.
    let methods = match operation.path {
        Some(_) => operation.methods.clone(),
        None => ["GET", "POST"].map(str::to_owned).to_vec(),
    };
    if !methods.contains(&request.method) {
        return Err(Fault::new(
            405,
            "UnsupportedHTTPMethod",
            format!("{action} takes {}, not {}.", methods.join(" and "), request.method),
        ));
    }
    Ok(Route {
        service,
        operation,
        path,
    })
}

fn by_path<'a>(services: &[&'a Service], request: &Request) -> Result<Route<'a>, Fault> {
    let operations = services
        .iter()
        .flat_map(|service| service.operations.values().map(move |o| (*service, o)));
    operations
        .filter(|(_, operation)| operation.path.is_some() && operation.methods.contains(&request.method))
        .filter_map(|(service, operation)| {
            Some(Route {
                service,
                operation,
                path: values(operation, &request.path)?,
            })
        })
        // `/users/me` is meant rather than `/users/{id}`.
        .min_by_key(|route| route.path.len())
        .ok_or_else(Fault::not_found)
}

/// The values in the placeholders of the operation's path, if `path` fits it.
fn values(operation: &Operation, path: &str) -> Option<Vec<(String, String)>> {
    let template = operation.path.as_deref().unwrap_or("/");
    let mut wanted = template.trim_matches('/').split('/');
    let mut given = path.trim_matches('/').split('/');
    let mut values = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(values),
            // The few templates that end in `*` take whatever follows.
            (Some("*"), Some(_)) => return Some(values),
            (Some(want), Some(got)) => match want.strip_prefix('{').and_then(|want| want.strip_suffix('}')) {
                Some(name) if !got.is_empty() => {
                    let value = percent_decode_str(got).decode_utf8_lossy().into_owned();
                    values.push((name.to_owned(), value));
                }
                None if want == got => {}
                _ => return None,
            },
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(path: Option<&str>) -> Operation {
        Operation {
            name: "X".to_owned(),
            methods: Vec::new(),
            path: path.map(str::to_owned),
            security: Vec::new(),
            parameters: Vec::new(),
            response: None,
            media: crate::media::Media::Json,
            sample: None,
        }
    }

    #[test]
    fn fits_paths_into_templates() {
        let fit = |template, path: &str| {
            let values = values(&operation(Some(template)), path)?;
            Some(
                values
                    .into_iter()
                    .map(|(name, value)| format!("{name}={value};"))
                    .collect::<String>(),
            )
        };
        assert_eq!(
            fit("/clusters/{id}/nodes", "/clusters/a%2Fb%20c/nodes").as_deref(),
            Some("id=a/b c;")
        );
        assert_eq!(fit("/clusters/{id}", "/clusters/"), None);
        assert_eq!(fit("/clusters/{id}", "/clusters/a/b"), None);
        assert_eq!(fit("/clusters", "/Clusters"), None);
        assert_eq!(fit("/types/*", "/types/a/b").as_deref(), Some(""));
        assert_eq!(values(&operation(None), "/").map(|v| v.len()), Some(0));
        assert!(values(&operation(None), "/x").is_none());
    }
}
