//! Rounds: product and floor are measured in turns, so that other load on the machine affects both alike, and the round
//! with the median cost stands for all of them.

use crate::phase::Sample;

/// One operation on one number of connections: the median round of the product, and that of the floor.
#[derive(Debug)]
pub(crate) struct Compared {
    pub(crate) product: Median,
    pub(crate) floor: Median,
}

/// The median of some rounds.
#[derive(Debug)]
pub(crate) struct Median {
    pub(crate) sample: Sample,
    /// Half the distance between the cheapest and the most expensive round, as a share of the median.
    pub(crate) spread: f64,
}

impl Compared {
    /// How many times what the floor costs the product costs.
    pub(crate) fn ratio(&self) -> f64 {
        self.product.sample.cost() / self.floor.sample.cost()
    }
}

impl Median {
    /// `None` if there was no round.
    pub(crate) fn of(mut rounds: Vec<Sample>) -> Option<Self> {
        rounds.sort_by(|one, other| one.cost().total_cmp(&other.cost()));
        let spread = spread(&rounds.iter().map(Sample::cost).collect::<Vec<_>>());
        let middle = rounds.len().checked_sub(1)? / 2;
        Some(Self { sample: rounds.swap_remove(middle), spread })
    }
}

/// Half the distance between the first and the last, as a share of the one in the middle.
fn spread(sorted: &[f64]) -> f64 {
    let middle = sorted.len().saturating_sub(1) / 2;
    match (sorted.first(), sorted.get(middle), sorted.last()) {
        (Some(least), Some(middle), Some(most)) if *middle > 0.0 => (most - least) / 2.0 / middle,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::operation::Operation;

    fn costing(millis: u64) -> Sample {
        Sample::of_cost(Operation::Refresh, 8, Duration::from_millis(millis))
    }

    #[test]
    fn the_median_is_a_round_that_was_measured() {
        let median = Median::of([30, 10, 20].map(costing).into()).unwrap();
        assert_eq!(median.sample.server, Duration::from_millis(20));
        assert_eq!(format!("{:.2}", median.spread), "0.50");
        let of_two = Median::of([30, 10].map(costing).into()).unwrap();
        assert_eq!(of_two.sample.server, Duration::from_millis(10));
        assert!(Median::of(Vec::new()).is_none());
    }

    #[test]
    fn a_ratio_is_that_of_the_medians() {
        let of = |rounds: [u64; 3]| Median::of(rounds.map(costing).into()).unwrap();
        let compared = Compared { product: of([40, 10, 60]), floor: of([20, 90, 10]) };
        assert_eq!(format!("{:.2}", compared.ratio()), "2.00");
    }
}
