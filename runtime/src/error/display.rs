//! How an error reads.

use std::error::Error as StdError;
use std::fmt;

use super::{Error, ErrorKind, advice};

impl fmt::Display for Error {
    /// One line; with `{:#}` further lines with everything that is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(api) = inner.api {
            write!(f, "{} {}: ", api.service.product, api.name)?;
        }
        if let Some(asked) = &inner.asked {
            let wanted = match inner.kind {
                ErrorKind::Endpoint => "region",
                _ => "credentials",
            };
            write!(f, "no {wanted} from {asked}: ")?;
        }
        match (&inner.code, inner.message.as_str()) {
            (Some(code), "") => f.write_str(code)?,
            (Some(code), message) => write!(f, "{code}: {message}")?,
            (None, message) => f.write_str(message)?,
        }
        let mut facts = Facts::default();
        if let Some(status) = inner.status {
            facts.push(format_args!("HTTP {}", status.as_u16()));
        }
        if let Some(id) = &inner.request_id {
            facts.push(format_args!("request id {id}"));
        }
        if inner.attempts > 1 {
            facts.push(format_args!("{} attempts in {:.1?}", inner.attempts, inner.elapsed));
        }
        facts.finish(f)?;
        let advice = self.advice();
        if let Some(advice) = &advice {
            write!(f, "; {advice}")?;
        }
        if f.alternate() {
            self.details(f, advice.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }
}

impl Error {
    /// What to do: the most specific thing known.
    fn advice(&self) -> Option<String> {
        let inner = &*self.0;
        if let Some(advice) = &inner.advice {
            return Some(advice.clone());
        }
        if let Some(pause) = inner.retry_after {
            return Some(format!("wait {} ms before the next call", pause.as_millis()));
        }
        if let Some(action) = inner.access_denied.as_ref().and_then(|denied| denied.action.as_deref()) {
            return Some(format!("grant the caller {action}"));
        }
        if let Some(advice) = inner.code.as_deref().and_then(advice::of) {
            return Some(advice.to_owned());
        }
        inner.recommend.as_deref().map(|page| format!("see {page}"))
    }

    /// What the first line has not said already.
    fn details(&self, f: &mut fmt::Formatter<'_>, advice: &str) -> fmt::Result {
        let inner = &*self.0;
        if let Some(api) = inner.api {
            write!(
                f,
                "\n  operation: {} {} {}",
                api.service.product, api.service.version, api.name
            )?;
        }
        if let Some(denied) = &inner.access_denied {
            write!(f, "\n  access denied: {denied}")?;
        }
        if let Some(page) = &inner.recommend
            && !advice.contains(page.as_str())
        {
            write!(f, "\n  see: {page}")?;
        }
        if let Some(excerpt) = &inner.excerpt
            && !inner.message.contains(excerpt.as_str())
        {
            write!(f, "\n  answer began: {excerpt}")?;
        }
        let mut source = self.source();
        while let Some(error) = source {
            let cause = error.to_string();
            if !inner.message.contains(&cause) {
                write!(f, "\n  caused by: {cause}")?;
            }
            source = error.source();
        }
        Ok(())
    }
}

/// Collects ` (a, b)`.
#[derive(Default)]
struct Facts(String);

impl Facts {
    fn push(&mut self, fact: fmt::Arguments<'_>) {
        self.0.push_str(if self.0.is_empty() { " (" } else { ", " });
        self.0.push_str(&fact.to_string());
    }

    fn finish(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            Ok(())
        } else {
            write!(f, "{})", self.0)
        }
    }
}

/// What [`Display`](fmt::Display) shows, with every detail: `unwrap` prints this.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self:#}", self.0.kind)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
