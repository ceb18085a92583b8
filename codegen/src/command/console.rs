//! What people and tools see: results, messages and progress.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::time::Instant;

use alicloud_codegen::Failure;
use alicloud_codegen::diagnostic::{self, Diagnostic};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget};

/// How messages are shown, whatever the command.
#[derive(clap::Args)]
pub(super) struct Messages {
    /// How messages are written to standard error: for people, or a JSON object per line.
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        default_value = "human",
        help_heading = "Messages"
    )]
    message_format: MessageFormat,
    /// What is to be a failure, although one could go on.
    #[arg(long, global = true, value_enum, value_name = "WHAT", help_heading = "Messages")]
    deny: Option<Denied>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MessageFormat {
    Human,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Denied {
    Warnings,
}

/// Why a command failed.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The generator says so.
    Generator(Failure),
    /// Something else: what happened, and what to do about it.
    Other { message: String, help: String },
}

impl Trouble {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Other {
            message: message.into(),
            help: help.into(),
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Generator(failure)
    }
}

/// Where results and messages go.
pub(super) struct Console {
    format: MessageFormat,
    deny: Option<Denied>,
    is_coloured: bool,
}

impl Console {
    pub(super) fn new(messages: &Messages) -> Self {
        // https://no-color.org: set, and not empty.
        let is_refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            format: messages.message_format,
            deny: messages.deny,
            is_coloured: stderr().is_terminal() && !is_refused,
        }
    }

    pub(super) fn denies_warnings(&self) -> bool {
        self.deny == Some(Denied::Warnings)
    }

    /// Prints what was asked for.
    pub(super) fn result(&self, text: &str) {
        say(&mut stdout(), text);
    }

    /// Says something on the way.
    pub(super) fn note(&self, text: &str) {
        match self.format {
            MessageFormat::Human => say(&mut stderr(), text),
            MessageFormat::Json => say(&mut stderr(), &diagnostic::json("note", text, None)),
        }
    }

    /// Shows warnings.
    ///
    /// # Errors
    /// The warnings, if they are denied.
    pub(super) fn warnings(&self, warnings: &[Diagnostic]) -> Result<(), Trouble> {
        if self.denies_warnings() && !warnings.is_empty() {
            return Err(Failure::Denied(warnings.to_vec()).into());
        }
        self.diagnostics(warnings);
        Ok(())
    }

    /// Says why a command failed.
    pub(super) fn trouble(&self, trouble: &Trouble) {
        match (self.format, trouble) {
            (MessageFormat::Human, Trouble::Generator(failure)) if self.is_coloured => {
                say(&mut stderr(), &failure.render_styled());
            }
            (MessageFormat::Human, Trouble::Generator(failure)) => say(&mut stderr(), &failure.to_string()),
            (MessageFormat::Human, Trouble::Other { message, help }) => {
                say(&mut stderr(), &format!("error: {message}\n  help: {help}"));
            }
            (MessageFormat::Json, Trouble::Generator(Failure::Specs(problems) | Failure::Denied(problems))) => {
                self.diagnostics(problems);
            }
            (MessageFormat::Json, Trouble::Generator(failure)) => {
                say(&mut stderr(), &diagnostic::json("error", &failure.to_string(), None));
            }
            (MessageFormat::Json, Trouble::Other { message, help }) => {
                say(&mut stderr(), &diagnostic::json("error", message, Some(help)));
            }
        }
    }

    fn diagnostics(&self, problems: &[Diagnostic]) {
        for problem in problems {
            let text = match (self.format, self.is_coloured) {
                (MessageFormat::Json, _) => problem.json(),
                (MessageFormat::Human, true) => problem.render_styled() + "\n",
                (MessageFormat::Human, false) => problem.render() + "\n",
            };
            say(&mut stderr(), &text);
        }
    }

    /// A progress bar: for people at a terminal, and only after a moment, so that short runs show nothing.
    pub(super) fn progress(&self) -> Progress {
        Progress {
            is_wanted: stderr().is_terminal() && self.format == MessageFormat::Human,
            bar: ProgressBar::hidden(),
            start: Instant::now(),
        }
    }
}

/// How far something is.
pub(super) struct Progress {
    is_wanted: bool,
    bar: ProgressBar,
    start: Instant,
}

impl Progress {
    pub(super) fn at(&self, done: usize, all: usize) {
        if self.is_wanted && self.start.elapsed().as_millis() > 300 {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.set_length(all as u64);
            self.bar.set_position(done as u64);
        }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// A reader that has gone away is no reason to fail.
fn say(to: &mut impl Write, text: &str) {
    let _ = writeln!(to, "{text}");
}
