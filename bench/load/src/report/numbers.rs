//! Medians, and how numbers are written.

use crate::record::Run;

/// Everything that was measured.
#[derive(Debug)]
pub(super) struct Results {
    /// In the order in which it was run.
    pub(super) runs: Vec<Run>,
}

/// One figure over all rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figure {
    /// The middle one; of two the mean.
    pub(super) median: f64,
    least: f64,
    greatest: f64,
}

impl Results {
    /// One figure over all rounds that have it.
    pub(super) fn figure(&self, scenario: &str, server: &str, name: &str) -> Option<Figure> {
        let runs = self.runs.iter();
        let runs = runs.filter(|run| run.scenario == scenario && run.server == server);
        Figure::of(runs.filter_map(|run| run.figures.get(name).copied()).collect())
    }

    /// Its median.
    pub(super) fn median(&self, scenario: &str, server: &str, name: &str) -> Option<f64> {
        self.figure(scenario, server, name).map(|figure| figure.median)
    }

    /// The medians of two servers, the one divided by the other.
    pub(super) fn ratio(&self, scenario: &str, name: &str, of: &str, to: &str) -> Option<f64> {
        Some(self.median(scenario, of, name)? / self.median(scenario, to, name)?)
    }

    /// The servers that a scenario was run on, in the order of their first run.
    pub(super) fn servers(&self, scenario: &str) -> Vec<&str> {
        let mut servers: Vec<&str> = Vec::new();
        for run in self.runs.iter().filter(|run| run.scenario == scenario) {
            if !servers.contains(&run.server.as_str()) {
                servers.push(&run.server);
            }
        }
        servers
    }

    /// How many rounds there were.
    pub(super) fn rounds(&self) -> u32 {
        self.runs.iter().map(|run| run.round).max().unwrap_or(0)
    }
}

impl Figure {
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.retain(|value| value.is_finite());
        values.sort_by(f64::total_cmp);
        let (least, greatest) = (*values.first()?, *values.last()?);
        let middle = values.len() / 2;
        let median = if values.len().is_multiple_of(2) {
            f64::midpoint(values[middle - 1], values[middle])
        } else {
            values[middle]
        };
        Some(Figure { median, least, greatest })
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (median, least, greatest) =
            (shown(self.median), shown(self.least), shown(self.greatest));
        if least == greatest {
            f.write_str(&median)
        } else {
            write!(f, "{median} ({least}–{greatest})")
        }
    }
}

/// With as many digits as one may believe, in groups of three.
pub(super) fn shown(number: f64) -> String {
    let decimals = match number.abs() {
        zero if zero < f64::EPSILON => 0,
        small if small < 10.0 => 2,
        middle if middle < 100.0 => 1,
        _ => 0,
    };
    let text = format!("{number:.decimals$}");
    let (whole, rest) = text.find('.').map_or((text.as_str(), ""), |point| text.split_at(point));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if 0 < place && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_of_the_sorted() {
        let figure = |values: &[f64]| Figure::of(values.to_vec()).map(|figure| figure.to_string());
        assert_eq!(figure(&[]), None);
        assert_eq!(figure(&[f64::NAN]), None);
        assert_eq!(figure(&[2.0]).as_deref(), Some("2.00"));
        assert_eq!(figure(&[30.0, 1.0, 2.0]).as_deref(), Some("2.00 (1.00–30.0)"));
        assert_eq!(figure(&[1.0, 2.0]).as_deref(), Some("1.50 (1.00–2.00)"));
    }

    #[test]
    fn numbers_are_grouped() {
        let written = [0.0, 0.1234, 12.34, 123.4, 1_234.5, 1_234_567.0, -4_321.0].map(shown);
        assert_eq!(written, ["0", "0.12", "12.3", "123", "1,234", "1,234,567", "-4,321"]);
    }
}
