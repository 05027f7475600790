//! The tour's output: wrapped to the terminal's width, and coloured on a terminal unless $NO_COLOR is set.

use std::io::{self, Stdout, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use serde_json::Value;

use super::layout::{self, MARGIN};

/// Maximum line width. Longer lines are hard to read.
const MAX_WIDTH: usize = 100;
/// Minimum line width. A narrower terminal wraps lines itself.
const MIN_WIDTH: usize = 60;

const TITLE: Style = Style::new().bold().underline();
const HEADING: Style = Style::new().bold();
const COMMAND: Style = AnsiColor::Cyan.on_default().bold();
const REQUEST: Style = AnsiColor::Green.on_default().bold();
const RESULT: Style = AnsiColor::Cyan.on_default().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();

pub struct Page {
    out: AutoStream<Stdout>,
    width: usize,
    headings: usize,
    items: usize,
}

impl Page {
    pub fn stdout() -> Self {
        let columns = rustix::termios::tcgetwinsize(io::stdout()).map_or(0, |size| usize::from(size.ws_col));
        let width = if columns == 0 { MAX_WIDTH } else { columns.clamp(MIN_WIDTH, MAX_WIDTH) };
        Self { out: AutoStream::auto(io::stdout()), width, headings: 0, items: 0 }
    }

    pub fn title(&mut self, text: &str) -> io::Result<()> {
        let gap = if self.headings == 0 { "" } else { "\n" };
        writeln!(self.out, "{gap}{TITLE}{text}{TITLE:#}\n")
    }

    /// A numbered step.
    pub fn heading(&mut self, text: &str) -> io::Result<()> {
        self.headings += 1;
        writeln!(self.out, "\n{HEADING}{}. {text}{HEADING:#}\n", self.headings)
    }

    /// A paragraph.
    pub fn say(&mut self, text: &str) -> io::Result<()> {
        for line in folded(text, self.width) {
            writeln!(self.out, "{line}")?;
        }
        writeln!(self.out)
    }

    /// A numbered paragraph.
    pub fn item(&mut self, text: &str) -> io::Result<()> {
        self.items += 1;
        let mut bullet = format!("{}.", self.items);
        for line in folded(text, self.width - MARGIN) {
            writeln!(self.out, "{bullet:2} {line}")?;
            bullet.clear();
        }
        writeln!(self.out)
    }

    /// Shell commands, one per line.
    pub fn commands(&mut self, commands: &[&str]) -> io::Result<()> {
        for command in commands {
            writeln!(self.out, "    {COMMAND}{command}{COMMAND:#}")?;
        }
        writeln!(self.out)
    }

    pub fn request(&mut self, request: &Value) -> io::Result<()> {
        let json = layout::fold(request, self.width);
        writeln!(self.out, "{REQUEST}→{REQUEST:#} {json}")
    }

    pub fn answer(&mut self, answer: &Value) -> io::Result<()> {
        let json = layout::fold(answer, self.width);
        let style = if answer.get("error").is_some() { ERROR } else { RESULT };
        writeln!(self.out, "{style}←{style:#} {json}\n")
    }
}

/// Wraps a text to a width.
fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
