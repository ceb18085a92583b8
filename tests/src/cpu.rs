//! CPU time of other programs.

use std::fs;

/// CPU seconds of all finished children of this process (`cutime` and `cstime`, in ticks of 1/100 s on Linux).
///
/// # Errors
/// A system without `/proc`.
pub fn children() -> Result<f64, String> {
    let stat = fs::read_to_string("/proc/self/stat").map_err(|error| format!("needs Linux: {error}"))?;
    // The command name may hold spaces; everything behind its closing parenthesis is fields 3 and on.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = [13, 14]
        .iter()
        .filter_map(|index| fields.get(*index)?.parse::<f64>().ok());
    Ok(ticks.sum::<f64>() / 100.0)
}
