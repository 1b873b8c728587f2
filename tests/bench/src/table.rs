//! Samples as the tables of a Markdown document.

use std::fmt::Write as _;

use crate::{figure::number, operation::Operation, phase::Sample};

const HEAD: &str = "| operation | connections | operations/s | CPU-ms each | of it server / database | reach | reached | p50 / p99 ms | statements + transaction control | driver CPU-ms |
|---|---|---|---|---|---|---|---|---|---|
";

/// One row for each sample.
pub(crate) fn table(samples: &mut [Sample]) -> String {
    samples.iter_mut().fold(HEAD.to_owned(), |text, sample| text + &row(sample))
}

fn row(sample: &mut Sample) -> String {
    let (p50, p99) = (at(sample, 50), at(sample, 99));
    let (cost, reach) = (sample.cost(), sample.operation.reach());
    let reached = if cost <= reach { "yes" } else { "**no**" };
    format!(
        "| {} | {} | {:.0} | **{cost:.3}** | {:.3} / {:.3} | {reach} | {reached} | {p50} / {p99} | {} | {:.3} |\n",
        sample.operation.title(),
        sample.connections,
        sample.per_second(),
        sample.each(sample.server),
        sample.each(sample.database),
        statements(sample),
        sample.each(sample.driver),
    )
}

fn at(sample: &mut Sample, share: usize) -> String {
    sample.latencies.percentile(share).map_or_else(|| "–".to_owned(), |millis| format!("{millis:.1}"))
}

/// The number of statements per operation, and how many of them are transaction control.
fn statements(sample: &Sample) -> String {
    if sample.statements.is_empty() {
        return "–".to_owned();
    }
    let sum = |control| {
        let of_kind = sample.statements.iter().filter(|one| one.is_transaction_control() == control);
        number(of_kind.map(|one| one.calls).sum()) / number(sample.count.max(1))
    };
    format!("{:.1} + {:.1}", sum(false), sum(true))
}

/// The latencies of the bystander while others signed in.
pub(crate) fn bystanders(samples: &mut [Sample]) -> String {
    let mut text = String::new();
    for sample in samples.iter_mut().filter(|sample| sample.operation == Operation::SignIn) {
        let Some(latencies) = &mut sample.bystander else { continue };
        let mut at = |share| latencies.percentile(share).unwrap_or(f64::NAN);
        let (p50, p99) = (at(50), at(99));
        let connections = sample.connections;
        let _ = writeln!(
            text,
            "While {connections} connections signed in, userinfo on another one took {p50:.1} ms (p50) and {p99:.1} ms (p99)."
        );
    }
    text
}

/// The round trips to PostgreSQL of each operation.
pub(crate) fn round_trips(trips: &[(Operation, f64)]) -> String {
    if trips.is_empty() {
        return String::new();
    }
    let told: Vec<String> = trips.iter().map(|(operation, each)| format!("{} {each:.1}", operation.title())).collect();
    format!("\nRound trips to PostgreSQL: {}.\n", told.join(", "))
}

/// Every statement of every sample, with its number per operation.
pub(crate) fn verbose(samples: &[Sample]) -> String {
    let mut text = String::new();
    for sample in samples {
        let _ = writeln!(text, "\n{} on {} connections", sample.operation.title(), sample.connections);
        for statement in &sample.statements {
            let each = number(statement.calls) / number(sample.count.max(1));
            let line = statement.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = writeln!(text, "{each:8.2}  {line}");
        }
    }
    text
}
