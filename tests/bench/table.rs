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

/// A figure to reach, and what was measured: one value, or one for each pair of processes.
pub struct Goal {
    /// Follows the figure: a unit, or `× the echo's`.
    unit: &'static str,
    measured: Vec<f64>,
    bound: f64,
    at_most: bool,
    is_distribution: bool,
}

impl Goal {
    pub fn at_most(unit: &'static str, measured: Vec<f64>, bound: f64) -> Self {
        Self { unit, measured, bound, at_most: true, is_distribution: false }
    }

    pub fn at_least(unit: &'static str, measured: Vec<f64>, bound: f64) -> Self {
        Self { unit, measured, bound, at_most: false, is_distribution: false }
    }

    /// Printed as percentiles, without a verdict.
    pub fn into_distribution(self) -> Self {
        Self { is_distribution: true, ..self }
    }

    fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.measured.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted[(sorted.len() - 1) * percent / 100]
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { unit, bound, at_most, .. } = self;
        if self.is_distribution {
            let [low, quarter, median, three_quarters, high] =
                [10, 25, 50, 75, 90].map(|percent| self.percentile(percent));
            return write!(
                f,
                "{low:.2} {quarter:.2} {median:.2} {three_quarters:.2} {high:.2}{unit} (p10 … p90)"
            );
        }
        let median = self.percentile(50);
        let sign = if *at_most { '≤' } else { '≥' };
        let is_reached = if *at_most { median <= *bound } else { median >= *bound };
        let verdict = if is_reached { "reached" } else { "MISSED" };
        write!(f, "{median:.2}{unit} ({sign}{bound}: {verdict})")
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
        write!(f, "{:<38}", "")?;
        self.columns.iter().try_for_each(|column| write!(f, "{column:>12}"))?;
        writeln!(f, "  goals")?;
        for row in &self.rows {
            write!(f, "{:<38}", row.title)?;
            for cell in &row.cells {
                write!(f, "{:>12}", cell.as_deref().unwrap_or("–"))?;
            }
            let goals: Vec<String> = row.goals.iter().map(Goal::to_string).collect();
            writeln!(f, "  {}", goals.join(", "))?;
        }
        self.remarks.iter().try_for_each(|remark| writeln!(f, "{remark}"))
    }
}
