//! Lists of values.

use crate::{documented, has, lacks};

/// The operation `Do` with one parameter `P` of this type with these values.
fn of(kind: &str, values: &str) -> String {
    documented(&format!(r#"{{"type": "{kind}", "enum": {values}}}"#))
}

#[test]
fn integers() {
    let code = of("integer", r#"["1", "2"]"#);
    has(&code, &[r#"query "P" => p: i64"#, "`1`", "`2`"]);
}

#[test]
fn flags() {
    has(&of("boolean", r#"["true", "false"]"#), &[r#"query "P" => p: bool"#]);
    has(
        &of("string", r#"["true", "false"]"#),
        &[r#"query "P" => p: String"#, "`true`"],
    );
}

#[test]
fn numbers_in_text() {
    has(
        &of("string", r#"["5.6", "5.7"]"#),
        &[r#"query "P" => p: String"#, "`5.6`"],
    );
}

#[test]
fn values_of_a_list() {
    let code = documented(r#"{"type": "array", "items": {"type": "string"}, "enum": ["a", "b"]}"#);
    has(&code, &[r#"query "P" => p[]: DoP"#, r#"A = "a","#]);
}

#[test]
fn no_values() {
    has(&of("string", "[]"), &[r#"query "P" => p: String"#]);
}

#[test]
fn the_empty_value() {
    let code = of("string", r#"["Metadata", ""]"#);
    has(&code, &[r#"Metadata = "Metadata","#]);
    lacks(&code, &[r#" = "","#]);
}

#[test]
fn a_single_value() {
    has(
        &of("string", r#"["cluster"]"#),
        &["open_enum!", r#"Cluster = "cluster","#],
    );
}

#[test]
fn repeated_values() {
    let code = of("string", r#"["OPEN_ID", "OPEN_ID"]"#);
    assert_eq!(code.matches(r#"= "OPEN_ID""#).count(), 1, "{code}");
}

#[test]
fn values_that_collide() {
    let code = of("string", r#"["BasicVersion", "basic_version"]"#);
    has(
        &code,
        &[
            r#"BasicVersion = "BasicVersion","#,
            r#"BasicVersionLower = "basic_version","#,
        ],
    );
}

#[test]
fn values_that_are_no_identifiers() {
    let code = of("string", r#"["zh-CN", "big data", "8Core64GB"]"#);
    has(
        &code,
        &[
            r#"ZhCn = "zh-CN","#,
            r#"BigData = "big data","#,
            r#"_8Core64Gb = "8Core64GB","#,
        ],
    );
}

#[test]
fn values_without_letters() {
    has(&of("string", r#"[">", ">="]"#), &[r#"query "P" => p: String"#, "`>=`"]);
}

#[test]
fn keywords() {
    let code = of("string", r#"["self", "Unknown"]"#);
    has(&code, &[r#"SelfValue = "self","#, r#"UnknownValue = "Unknown","#]);
}

#[test]
fn values_with_spaces_around() {
    has(&of("string", r#"[" AES_128"]"#), &[r#"Aes128 = "AES_128","#]);
}

#[test]
fn values_not_in_ascii() {
    has(
        &of("string", r#"["免费", "收费"]"#),
        &[r#"query "P" => p: String"#, "免费"],
    );
}

#[test]
fn titles_without_values() {
    let code = documented(r#"{"type": "string", "enumValueTitles": {"ID_CARD": "an identity card"}}"#);
    has(&code, &[r#"query "P" => p: String"#, "`ID_CARD`", "an identity card"]);
}

#[test]
fn regions() {
    let parameter = r#"{"name": "RegionId", "in": "query", "schema": {"type": "string", "enum": ["cn-hangzhou"]}}"#;
    has(
        &crate::support::request(parameter),
        &[r#"query "RegionId" => region_id: String"#],
    );
}
