//! R33: how many links a mailbox gets.

use std::time::Duration;

use twinlock_domain::MailQuota;

use super::samples::NOW;

fn sent_at(seconds: &[u64]) -> usize {
    let mut quota = None;
    let mut sent = 0;
    for second in seconds {
        if let Some(after) = MailQuota::after_one_more(quota, NOW + Duration::from_secs(*second)) {
            quota = Some(after);
            sent += 1;
        }
    }
    sent
}

#[test]
fn m7_no_two_links_within_a_minute_and_no_six_within_an_hour() {
    for (asked, sent) in [
        (vec![0], 1),
        (vec![0, 0, 0, 1, 30, 59], 1),
        (vec![0, 60], 2),
        (vec![0, 59, 60, 61, 119, 120], 3),
        ((0..3600).collect(), 5),
        ((0..7200).collect(), 10),
        (vec![0, 60, 120, 180, 240, 300, 3599], 5),
        (vec![0, 60, 120, 180, 240, 3600], 6),
    ] {
        assert_eq!(sent_at(&asked), sent, "{} asked", asked.len());
    }
}
