//! Wire names into words.

/// Brands and abbreviations whose spelling would fall apart, as they are written; of two that begin alike, the
/// longer one first.
const WHOLE: &[&str] = &[
    "PostgreSQL",
    "PostgreSql",
    "DaaS",
    "DDoS",
    "DDos",
    "ETag",
    "GiB",
    "HBase",
    "IDaaS",
    "IaaS",
    "IpV4",
    "IpV6",
    "KiB",
    "LoRa",
    "MPCoS",
    "MiBps",
    "MiB",
    "NVMe",
    "PaaS",
    "QoS",
    "SaaS",
    "TiB",
    "UId",
    "VCore",
    "VSwitches",
    "VSwitch",
    "vSwitches",
    "vSwitch",
    "VServer",
    "VRouter",
    "VBRs",
    "MySQL",
    "MySql",
    "NoSQL",
    "OAuth",
    "VCpu",
    "VHost",
    "VNode",
    "WiFi",
    "mTLS",
    "vCPU",
    "VCPU",
    "vCore",
    "vCpu",
    "vNode",
    "iOS",
    "IoT",
    "IdP",
];

/// The words of a name, in lower case. Only ASCII letters and digits count; a name without any is spelled by the numbers
/// of its characters (`免费`: u514d, u8d39), as far as the first few tell it apart.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        let mut rest = part;
        while !rest.is_empty() {
            let (word, after) = rest.split_at(first_word(rest).clamp(1, rest.len()));
            words.push(word.to_ascii_lowercase());
            rest = after;
        }
    }
    if words.is_empty() {
        const SPELLED: usize = 8;
        words.extend(name.chars().take(SPELLED).map(|c| format!("u{:x}", u32::from(c))));
    }
    if words.is_empty() {
        words.push("unnamed".to_owned());
    }
    words
}

/// Length of the first word of a run of letters and digits.
fn first_word(run: &str) -> usize {
    if let Some(whole) = WHOLE.iter().find(|whole| run.starts_with(**whole)) {
        let after = run.as_bytes().get(whole.len());
        let is_plural =
            after == Some(&b's') && !run.as_bytes().get(whole.len() + 1).is_some_and(u8::is_ascii_lowercase);
        match after {
            _ if is_plural => return whole.len() + 1,
            Some(byte) if byte.is_ascii_lowercase() => {}
            _ => return whole.len() + digits(run, whole.len()),
        }
    }
    let bytes = run.as_bytes();
    let is_upper = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    let is_lower = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    let mut at = 0;
    let mut has_lower = false;
    while at < bytes.len() {
        if is_lower(at) {
            has_lower = true;
        } else if at > 0 && is_upper(at) {
            // A capital begins a word after small letters, and when small letters follow it, unless those are only the
            // plural of an acronym or the `v` of its version.
            let ends_acronym = is_lower(at + 1) && !is_plural(bytes, at + 1) && !is_version(bytes, at + 1);
            if has_lower || ends_acronym {
                return at;
            }
        }
        at += 1;
    }
    bytes.len()
}

/// Whether a small `s` at this place only makes the acronym before it a plural: `VMs`, `IDsOf`.
fn is_plural(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&b's')
        && at >= 2
        && bytes
            .get(at - 2)
            .is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && !bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase)
}

/// Whether a small `v` at this place begins the version of the acronym before it: `IPv6`, `NFSv40`, `TLSv1`.
fn is_version(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&b'v') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
}

fn digits(run: &str, from: usize) -> usize {
    run.bytes().skip(from).take_while(u8::is_ascii_digit).count()
}

/// Words that end in `s` in the singular too, besides those in `ss`, `us` and `is`.
const SINGULAR: &[&str] = &[
    "acs",
    "alias",
    "always",
    "aws",
    "bps",
    "cms",
    "cors",
    "cps",
    "cs",
    "dms",
    "dns",
    "dts",
    "drds",
    "ecs",
    "ens",
    "equals",
    "ess",
    "fps",
    "fs",
    "gps",
    "hbs",
    "hsts",
    "https",
    "ios",
    "kms",
    "lens",
    "mns",
    "mtls",
    "nas",
    "news",
    "ons",
    "os",
    "oss",
    "pfs",
    "pps",
    "qos",
    "qps",
    "rds",
    "rls",
    "rps",
    "sas",
    "series",
    "sls",
    "sms",
    "statistics",
    "tls",
    "tps",
    "ts",
    "vps",
];

/// Plurals that end as singulars do.
const PLURAL: &[&str] = &[
    "apis", "cpus", "enis", "euis", "gpus", "kpis", "menus", "pois", "skus", "uris",
];

/// A name in the singular, for the type of a list's elements: the last word loses its plural, and a `List` at the end is
/// dropped (`Policies` → `Policy`, `TagList` → `Tag`). What does not look like a plural stays.
pub fn singular(name: &str) -> String {
    let name = ["List", "_list", "-list"]
        .iter()
        .find_map(|list| name.strip_suffix(list))
        .filter(|rest| rest.len() > 1)
        .unwrap_or(name);
    let words = words(name);
    let word = words.last().map(String::as_str).unwrap_or_default();
    let cut = |count: usize, add: &str| {
        let stem = name
            .len()
            .checked_sub(count)
            .and_then(|end| name.get(..end))
            .unwrap_or(name);
        format!("{stem}{add}")
    };
    let ends_in = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    if !name.ends_with(['s', 'S']) || word.len() < 3 || SINGULAR.contains(&word) {
        name.to_owned()
    } else if ends_in(PLURAL) {
        cut(1, "")
    } else if ends_in(&["ss", "us", "is"]) {
        name.to_owned()
    } else if ends_in(&["statuses", "aliases", "buses"]) {
        cut(2, "")
    } else if ends_in(&["cookies", "movies"]) {
        cut(1, "")
    } else if word.ends_with("ies") && word.len() > 4 {
        cut(3, "y")
    } else if ends_in(&["sses", "shes", "tches", "nches", "rches", "xes"]) {
        cut(2, "")
    } else {
        cut(1, "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_names() {
        for (name, expected) in [
            ("GetUserMFAInfo", "get user mfa info"),
            ("VMFA", "vmfa"),
            ("U2F", "u2f"),
            ("U2FDevices", "u2f devices"),
            ("UserPrincipalName", "user principal name"),
            ("VSwitchIds", "vswitch ids"),
            ("vSwitchId", "vswitch id"),
            ("ListVMs", "list vms"),
            ("ARNsOfUsers", "arns of users"),
            ("DBSecurity", "db security"),
            ("IPv6Address", "ipv6 address"),
            ("IPv4s", "ipv4s"),
            ("GaEIPv6", "ga eipv6"),
            ("HasNFSv40Acl", "has nfsv40 acl"),
            ("IPV6Type", "ipv6 type"),
            ("Ipv6Address", "ipv6 address"),
            ("UserIDs", "user ids"),
            ("vCPUs", "vcpus"),
            ("CPUCores", "cpu cores"),
            ("OSSKey", "oss key"),
            ("ACLsOf", "acls of"),
            ("MemoryGiB", "memory gib"),
            ("EnableQoSInfo", "enable qos info"),
            ("HttpDDoSAttack", "http ddos attack"),
            ("OAuthToken", "oauth token"),
            ("A2AAgentCard", "a2a agent card"),
            ("S3Bucket", "s3 bucket"),
            ("Md5Sum", "md5 sum"),
            ("Http2xxCount", "http2xx count"),
            ("302Pv", "302 pv"),
            ("8Core64GB", "8 core64 gb"),
            ("x-acs-accept_language", "x acs accept language"),
            ("createInstance", "create instance"),
            ("COMPLIANT", "compliant"),
            ("NON_COMPLIANT", "non compliant"),
            ("IsMFAEnable", "is mfa enable"),
            ("__topic__", "topic"),
            ("免费", "u514d u8d39"),
            ("*", "u2a"),
            ("", "unnamed"),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn singular_forms() {
        for (name, expected) in [
            ("Users", "User"),
            ("Policies", "Policy"),
            ("TagList", "Tag"),
            ("List", "List"),
            ("Addresses", "Address"),
            ("Statuses", "Status"),
            ("Status", "Status"),
            ("Databases", "Database"),
            ("Indexes", "Index"),
            ("Caches", "Cache"),
            ("Batches", "Batch"),
            ("Access", "Access"),
            ("Ids", "Id"),
            ("Data", "Data"),
            ("Cookies", "Cookie"),
            ("LogRecords", "LogRecord"),
            ("NodeInfos", "NodeInfo"),
            ("NodeSpecs", "NodeSpec"),
            ("OpenAPIs", "OpenAPI"),
            ("vCPUs", "vCPU"),
            ("user_list", "user"),
            ("TotalQPS", "TotalQPS"),
            ("DataStatistics", "DataStatistics"),
            ("QoS", "QoS"),
        ] {
            assert_eq!(singular(name), expected, "{name}");
        }
    }
}
