//! What a call comes to when the network or the service fails, on 127.0.0.1.
//!
//! [`table::rows`] says what happens and what has to come of it. The outcome is printed, and kept in `runtime/docs/faults.md`.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod answers;
mod certificates;
#[path = "../../../runtime/tests/support/document.rs"]
mod document;
mod play;
mod reading;
mod table;

use std::sync::Arc;
use std::time::Duration;

use play::{Case, Lasting, Played, Stage, play};
use table::Row;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_has_the_outcome_of_the_table() {
    let rows = table::rows();
    let all = tokio::time::timeout(Duration::from_secs(120), outcomes(&rows))
        .await
        .expect("nothing hangs");
    for (row, outcomes) in rows.iter().zip(&all) {
        for (lasting, case, played) in outcomes {
            check(row, *lasting, *case, played);
        }
    }
    let page = reading::page(&rows, &all);
    println!("{page}");
    document::keep("faults.md", &page);
}

/// All rows. Those that wait for timeouts wait together, when nothing else is to be done.
async fn outcomes(rows: &[Row]) -> Vec<Vec<(Lasting, Case, Played)>> {
    let stage = Arc::new(Stage::new());
    let mut all: Vec<_> = rows.iter().map(|_| Vec::new()).collect();
    for (row, place) in rows.iter().zip(&mut all).filter(|(row, _)| !row.waits()) {
        *place = outcomes_of(stage.clone(), row.clone()).await;
    }
    let mut waiting = Vec::new();
    for (row, place) in rows.iter().zip(&mut all).filter(|(row, _)| row.waits()) {
        waiting.push((place, tokio::spawn(outcomes_of(stage.clone(), row.clone()))));
    }
    for (place, play) in waiting {
        *place = play.await.expect("a played row");
    }
    all
}

/// A row, played in each way that makes sense, at the same time.
async fn outcomes_of(stage: Arc<Stage>, row: Row) -> Vec<(Lasting, Case, Played)> {
    let mut plays = Vec::new();
    for lasting in [Lasting::Stays, Lasting::Passes] {
        for case in Case::ALL {
            if lasting == Lasting::Stays || row.can_pass() {
                let (stage, row) = (stage.clone(), row.clone());
                let play = tokio::spawn(async move { play(&stage, &row, lasting, case).await });
                plays.push((lasting, case, play));
            }
        }
    }
    let mut outcomes = Vec::new();
    for (lasting, case, play) in plays {
        outcomes.push((lasting, case, play.await.expect("a played call")));
    }
    outcomes
}

/// What the table demands, and what holds whatever the fault is.
fn check(row: &Row, lasting: Lasting, case: Case, played: &Played) {
    let what = format!("{}, {lasting:?}, {case:?}: {played:?}", row.what);
    let attempts = row.attempts[case as usize];
    let recovers = lasting == Lasting::Passes && attempts > 1;
    match &played.failed {
        None => {
            assert!(recovers || row.error.is_none(), "{what}");
            assert_eq!(played.answered_for, Some(play::THING), "somebody else's answer: {what}");
            assert!(case == Case::Read || played.applied == 1, "lost: {what}");
        }
        Some((kind, text)) => {
            assert_eq!(Some(*kind), row.error, "{what}");
            assert!(!recovers, "{what}");
            assert!(!text.contains('\n') && !text.contains("Secret"), "{what}");
        }
    }
    let expected = if recovers { 2 } else { attempts };
    assert_eq!(played.attempts, expected, "{what}");
    assert_eq!(
        played.arrived,
        if row.arrives { expected } else { played.arrived.min(1) },
        "{what}"
    );
    assert!(
        row.arrives || lasting == Lasting::Passes || played.arrived == 0,
        "{what}"
    );
    assert!(played.applied <= 1, "done more than once: {what}");
    assert_eq!(played.elsewhere, 0, "the redirect was followed: {what}");
}
