//! Whether an operation only reads.

use crate::model::Access;
use crate::names;
use crate::spec::Operation;

/// Verbs that begin the names of operations that only read.
const READING: &[&str] = &[
    "batchget", "check", "count", "describe", "exists", "find", "get", "has", "is", "list", "lookup", "preview",
    "query", "search", "show", "validate",
];

/// Decided by the first of these that says anything, and `Write` when none does, since a write that is taken for a read
/// could be repeated:
///
/// 1. `systemTags.operationType` (`get` and `list` read; `create`, `update`, `delete` write; `none` says nothing);
/// 2. `operationType` (`read`, `write`; `readAndWrite` stands on everything and says nothing);
/// 3. the level of `ramActions`, in the words of 1;
/// 4. the method, when `GET` or `HEAD` is the only one;
/// 5. the verb that begins the name, unless an `Or` follows (`GetOrCreateUser`).
pub(super) fn of(name: &str, operation: &Operation<'_>) -> Access {
    operation
        .system_type
        .and_then(by_level)
        .or(match operation.operation_type {
            Some("read") => Some(Access::Read),
            Some("write") => Some(Access::Write),
            _ => None,
        })
        .or_else(|| operation.ram_actions.iter().find_map(|action| by_level(action.level?)))
        .or_else(|| match operation.methods.as_slice() {
            [only] if only.eq_ignore_ascii_case("get") || only.eq_ignore_ascii_case("head") => Some(Access::Read),
            _ => None,
        })
        .unwrap_or_else(|| by_name(name))
}

fn by_level(level: &str) -> Option<Access> {
    match level {
        "get" | "list" => Some(Access::Read),
        "create" | "update" | "delete" => Some(Access::Write),
        _ => None,
    }
}

fn by_name(name: &str) -> Access {
    let words = names::words(name);
    let reads = words.first().is_some_and(|verb| READING.contains(&verb.as_str()));
    match reads && !words.iter().any(|word| word == "or") {
        true => Access::Read,
        false => Access::Write,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(name: &str, change: impl FnOnce(&mut Operation<'_>)) -> Access {
        let mut operation = Operation {
            methods: vec!["post", "get"],
            ..Operation::default()
        };
        change(&mut operation);
        of(name, &operation)
    }

    #[test]
    fn the_most_explicit_fact_decides() {
        assert_eq!(access("GetUser", |_| ()), Access::Read);
        assert_eq!(access("GetOrCreateUser", |_| ()), Access::Write);
        assert_eq!(access("GetawayPlan", |_| ()), Access::Write);
        assert_eq!(
            access("GetUser", |operation| operation.operation_type = Some("write")),
            Access::Write
        );
        assert_eq!(
            access("GetUser", |operation| operation.operation_type = Some("readAndWrite")),
            Access::Read
        );
        assert_eq!(
            access("Foo", |operation| operation.system_type = Some("list")),
            Access::Read
        );
        assert_eq!(
            access("GetUser", |operation| operation.system_type = Some("none")),
            Access::Read
        );
        assert_eq!(access("Foo", |operation| operation.methods = vec!["get"]), Access::Read);
    }
}
