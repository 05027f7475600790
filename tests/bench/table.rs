//! The one table that is printed: figures, and the goals beside them.

use std::fmt;

/// Ours, the floor, and two peers.
pub const COLUMNS: usize = 4;

pub struct Table {
    columns: [&'static str; COLUMNS],
    rows: Vec<Row>,
    remarks: Vec<String>,
}

pub struct Row {
    title: String,
    cells: [Option<String>; COLUMNS],
    goals: Vec<Goal>,
}

/// A figure to reach, and the one that was measured.
pub struct Goal {
    of: &'static str,
    measured: f64,
    bound: f64,
    unit: &'static str,
    at_most: bool,
}

impl Goal {
    pub fn at_most(of: &'static str, measured: f64, bound: f64, unit: &'static str) -> Self {
        Self { of, measured, bound, unit, at_most: true }
    }

    pub fn at_least(of: &'static str, measured: f64, bound: f64, unit: &'static str) -> Self {
        Self { of, measured, bound, unit, at_most: false }
    }

    fn is_reached(&self) -> bool {
        if self.at_most { self.measured <= self.bound } else { self.measured >= self.bound }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of, measured, bound, unit, at_most } = self;
        let sign = if *at_most { '≤' } else { '≥' };
        let verdict = if self.is_reached() { "reached" } else { "MISSED" };
        let of = if of.is_empty() { String::new() } else { format!(" {of}") };
        write!(f, "{measured:.2}{unit}{of} ({sign}{bound}{unit}: {verdict})")
    }
}

impl Table {
    pub fn new(columns: [&'static str; COLUMNS]) -> Self {
        Self { columns, rows: Vec::new(), remarks: Vec::new() }
    }

    pub fn row(&mut self, title: impl Into<String>, cells: [Option<String>; COLUMNS]) -> &mut Row {
        self.rows.push(Row { title: title.into(), cells, goals: Vec::new() });
        let last = self.rows.len() - 1;
        &mut self.rows[last]
    }

    /// A line below the table.
    pub fn remark(&mut self, remark: String) {
        self.remarks.push(remark);
    }
}

impl Row {
    pub fn goal(&mut self, goal: Goal) -> &mut Self {
        self.goals.push(goal);
        self
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<30}", "")?;
        self.columns.iter().try_for_each(|column| write!(f, "{column:>12}"))?;
        writeln!(f, "  goals")?;
        for row in &self.rows {
            write!(f, "{:<30}", row.title)?;
            for cell in &row.cells {
                write!(f, "{:>12}", cell.as_deref().unwrap_or("–"))?;
            }
            let goals: Vec<String> = row.goals.iter().map(Goal::to_string).collect();
            writeln!(f, "  {}", goals.join(", "))?;
        }
        self.remarks.iter().try_for_each(|remark| writeln!(f, "{remark}"))
    }
}
