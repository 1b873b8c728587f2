//! Measurements as the tables of a Markdown document.

use std::fmt::Write as _;

use crate::{
    figure::number,
    operation::{Operation, REACH_CONNECTIONS},
    phase::Sample,
    quantiles::Latencies,
    round::{Compared, Median},
};

const POSTGRES: &str = "| operation | connections | operations/s | CPU-ms each | of it server / database | floor: CPU-ms each | of it server / database | product / floor | reach | reached | p50 / p99 ms | statements + transaction control | WAL bytes: product / floor | driver CPU-ms |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
";

const SQLITE: &str = "| operation | connections | operations/s | CPU-ms each | floor: CPU-ms each | product / floor | PostgreSQL: CPU-ms each | SQLite / PostgreSQL | reach | reached | p50 / p99 ms | driver CPU-ms |
|---|---|---|---|---|---|---|---|---|---|---|---|
";

/// How many times what an operation costs on PostgreSQL it should cost at most on SQLite.
const SQLITE_REACH: f64 = 1.0;

/// One row for each operation and number of connections, with the floor and the ratio to it.
pub(crate) fn of_postgres(rows: &[Compared]) -> String {
    rows.iter().fold(POSTGRES.to_owned(), |text, row| text + &postgres_row(row))
}

fn postgres_row(row: &Compared) -> String {
    let (product, floor) = (&row.product.sample, &row.floor.sample);
    let reach = (product.connections == REACH_CONNECTIONS).then(|| product.operation.ratio_to_reach());
    format!(
        "| {} | {} | {:.0} | {} | {} | {} | {} | {} | {} | {} | {} | {:.3} |\n",
        product.operation.title(),
        product.connections,
        product.per_second(),
        cost(&row.product),
        parts(product),
        cost(&row.floor),
        parts(floor),
        judged(Some(row.ratio()), reach),
        latencies(product),
        statements(product),
        wal(product, floor),
        product.each(product.driver),
    )
}

/// As [`of_postgres`], with the product on PostgreSQL for a second floor.
pub(crate) fn of_sqlite(rows: &[Compared], postgres: &[Compared]) -> String {
    rows.iter().fold(SQLITE.to_owned(), |text, row| {
        let same = |other: &&Compared| {
            let (one, other) = (&row.product.sample, &other.product.sample);
            one.operation == other.operation && one.connections == other.connections
        };
        text + &sqlite_row(row, postgres.iter().find(same))
    })
}

fn sqlite_row(row: &Compared, postgres: Option<&Compared>) -> String {
    let product = &row.product.sample;
    format!(
        "| {} | {} | {:.0} | {} | {} | {:.2} | {} | {} | {} | {:.3} |\n",
        product.operation.title(),
        product.connections,
        product.per_second(),
        cost(&row.product),
        cost(&row.floor),
        row.ratio(),
        postgres.map_or_else(nothing, |postgres| cost(&postgres.product)),
        judged(postgres.map(|postgres| product.cost() / postgres.product.sample.cost()), Some(SQLITE_REACH)),
        latencies(product),
        product.each(product.driver),
    )
}

fn nothing() -> String {
    "–".to_owned()
}

fn cost(median: &Median) -> String {
    format!("**{:.3}** ± {:.0} %", median.sample.cost(), median.spread * 100.0)
}

fn parts(sample: &Sample) -> String {
    format!("{:.3} / {:.3}", sample.each(sample.server), sample.each(sample.database))
}

/// Three cells: a ratio, what it should reach, and whether the ratio as it is printed does.
fn judged(ratio: Option<f64>, reach: Option<f64>) -> String {
    let told = ratio.map_or_else(nothing, |ratio| format!("**{ratio:.2}**"));
    let aim = reach.map_or_else(nothing, |reach| format!("{reach}"));
    let reached = match ratio.zip(reach) {
        Some((ratio, reach)) if (ratio * 100.0).round() <= (reach * 100.0).round() => "yes",
        Some(_) => "**no**",
        None => "–",
    };
    format!("{told} | {aim} | {reached}")
}

fn latencies(sample: &Sample) -> String {
    let mut latencies = sample.latencies.clone();
    let mut at = |share| latencies.percentile(share).map_or_else(nothing, |millis| format!("{millis:.1}"));
    let (p50, p99) = (at(50), at(99));
    format!("{p50} / {p99}")
}

/// The number of statements per operation, and how many of them are transaction control.
fn statements(sample: &Sample) -> String {
    let sum = |control| {
        let of_kind = sample.statements.iter().filter(|one| one.is_transaction_control() == control);
        number(of_kind.map(|one| one.calls).sum()) / number(sample.count.max(1))
    };
    format!("{:.1} + {:.1}", sum(false), sum(true))
}

/// The bytes of write-ahead log per operation.
fn wal(product: &Sample, floor: &Sample) -> String {
    let each = |sample: &Sample| match sample.wal {
        Some(bytes) => format!("{:.0}", number(bytes) / number(sample.count.max(1))),
        None => nothing(),
    };
    format!("{} / {}", each(product), each(floor))
}

/// The latencies of the bystander while others signed in.
pub(crate) fn bystanders(rows: &mut [Compared]) -> String {
    let mut text = String::new();
    for sample in rows.iter_mut().map(|row| &mut row.product.sample) {
        let connections = sample.connections;
        let Some(latencies) = &mut sample.bystander else { continue };
        let mut at = |share| Latencies::percentile(latencies, share).unwrap_or(f64::NAN);
        let (p50, p99) = (at(50), at(99));
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

/// Every statement of the product and of the floor, with its number per operation.
pub(crate) fn verbose(rows: &[Compared]) -> String {
    let mut text = String::new();
    for row in rows {
        for (who, sample) in [("product", &row.product.sample), ("floor", &row.floor.sample)] {
            let _ = writeln!(text, "\n{} on {} connections, {who}", sample.operation.title(), sample.connections);
            for statement in &sample.statements {
                let each = number(statement.calls) / number(sample.count.max(1));
                let line = statement.text.split_whitespace().collect::<Vec<_>>().join(" ");
                let _ = writeln!(text, "{each:8.2}  {line}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn compared(connections: usize, product: u64, floor: u64) -> Compared {
        let of = |micros| {
            let sample = Sample::of_cost(Operation::Refresh, connections, Duration::from_micros(micros));
            Median { sample, spread: 0.03 }
        };
        Compared { product: of(product), floor: of(floor) }
    }

    #[test]
    fn a_row_has_the_ratio_to_the_floor_and_says_whether_it_is_reached() {
        let row = |product| of_postgres(&[compared(8, product, 200)]).lines().last().unwrap().to_owned();
        assert!(row(320).contains("| **0.320** ± 3 % | 0.320 / 0.000 | **0.200** ± 3 % |"), "{}", row(320));
        assert!(row(320).contains("| **1.60** | 1.6 | yes |"), "{}", row(320));
        assert!(row(330).contains("| **1.65** | 1.6 | **no** |"), "{}", row(330));
    }

    #[test]
    fn nothing_is_to_be_reached_on_another_number_of_connections() {
        let table = of_postgres(&[compared(64, 320, 200)]);
        assert!(table.contains("| **1.60** | – | – |"), "{table}");
    }

    #[test]
    fn sqlite_is_compared_with_the_same_operation_on_postgresql() {
        let postgres = [compared(64, 100, 50), compared(8, 500, 200)];
        let table = of_sqlite(&[compared(8, 550, 250)], &postgres);
        assert!(table.contains("| 2.20 | **0.500** ± 3 % | **1.10** | 1 | **no** |"), "{table}");
        let alone = of_sqlite(&[compared(8, 550, 250)], &[]);
        assert!(alone.contains("| 2.20 | – | – | 1 | – |"), "{alone}");
    }

    #[test]
    fn every_row_has_as_many_cells_as_the_head() {
        for table in [of_postgres(&[compared(8, 2, 1)]), of_sqlite(&[compared(8, 2, 1)], &[])] {
            let cells: Vec<usize> = table.lines().map(|line| line.matches('|').count()).collect();
            assert!(cells.windows(2).all(|two| two[0] == two[1]), "{cells:?}");
        }
    }
}
