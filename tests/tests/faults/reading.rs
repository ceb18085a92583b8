//! The outcomes as people read them.

use crate::play::{Case, Lasting, Played};
use crate::table::Row;

type Outcomes = Vec<(Lasting, Case, Played)>;

/// Markdown: two tables and how the errors read.
pub(crate) fn page(rows: &[Row], all: &[Outcomes]) -> String {
    let mut page = String::from("\n## While the fault stays\n\n");
    page.push_str("| fault | error | read | write | write with token |\n|---|---|---|---|---|\n");
    for (row, outcomes) in rows.iter().zip(all) {
        let error = row.error.map_or("none".to_owned(), |error| format!("`{error:?}`"));
        page.push_str(&format!("| {} | {error} |", row.what));
        cells(&mut page, outcomes, Lasting::Stays);
    }
    page.push_str("\n## When the fault passes after one connection or request\n\n");
    page.push_str("| fault | read | write | write with token |\n|---|---|---|---|\n");
    for (row, outcomes) in rows.iter().zip(all).filter(|(row, _)| row.can_pass()) {
        page.push_str(&format!("| {} |", row.what));
        cells(&mut page, outcomes, Lasting::Passes);
    }
    page.push_str("\n## How the errors of reads say it\n\n");
    for (row, outcomes) in rows.iter().zip(all) {
        if let Some((_, _, played)) = outcomes.first()
            && let Some((_, text)) = &played.failed
        {
            page.push_str(&format!("- {}: `{}`\n", row.what, steady(text, row.races)));
        }
    }
    page
}

fn cells(page: &mut String, outcomes: &Outcomes, wanted: Lasting) {
    for (_, case, played) in outcomes.iter().filter(|(lasting, ..)| *lasting == wanted) {
        page.push_str(&format!(" {} |", cell(*case, wanted, played)));
    }
    page.push('\n');
}

fn cell(case: Case, lasting: Lasting, played: &Played) -> String {
    let outcome = match &played.failed {
        None => "succeeds, ".to_owned(),
        Some((kind, _)) if lasting == Lasting::Passes => format!("`{kind:?}`, "),
        Some(_) => String::new(),
    };
    let counted = |number: u32, what: &str| match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    };
    let attempts = counted(played.attempts, "attempt");
    let arrived = match played.arrived == played.attempts {
        true => String::new(),
        false => format!(", {} arrived", played.arrived),
    };
    let applied = match case {
        Case::Read => "",
        _ if played.applied == 1 => ", done once",
        _ => ", not done",
    };
    format!("{outcome}{attempts}{arrived}{applied}")
}

/// Without what differs from run to run: ports, times, and causes that depend on who is faster.
fn steady(text: &str, races: bool) -> String {
    let mut steady = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, digits) = rest.split_at(start);
        let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let (number, after) = digits.split_at(length);
        steady.push_str(before);
        let is_port = before.ends_with(':') && steady.ends_with("127.0.0.1:");
        match number {
            _ if is_port => steady.push_str("port"),
            _ if length >= 8 => steady.push('…'),
            number => steady.push_str(number),
        }
        rest = after;
    }
    steady.push_str(rest);
    match (races, steady.split_once(" broke: "), steady.find(" (3 attempts")) {
        (true, Some((broken, _)), Some(facts)) => {
            format!("{broken} broke: …{}", steady.get(facts..).unwrap_or_default())
        }
        _ => steady,
    }
}
