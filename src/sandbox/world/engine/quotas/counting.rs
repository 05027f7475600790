//! Counts calls against quotas, and refuses those over a limit.

use std::collections::BTreeMap;

use super::rates::{Charge, Over, Quotas, Span, Subject, Tally};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, wait};

impl World {
    /// Sets the quotas to enforce. Earlier counts are kept.
    pub fn set_quotas(&mut self, quotas: Quotas) {
        self.rates.quotas = quotas;
    }

    pub fn quotas(&self) -> Quotas {
        self.rates.quotas
    }

    /// Checks that no quota is used up.
    pub fn check_rates(&mut self, charges: &[Charge]) -> Result<(), Refusal> {
        let now = self.now();
        let over = charges.iter().find_map(|charge| {
            let span = self.rates.spans.get(&charge.key())?;
            (span.ends > now && span.used >= charge.quota.limit).then_some((charge, span.ends - now))
        });
        let Some((charge, left)) = over else { return Ok(()) };
        self.tally(charge).refused += 1;
        Err(match charge.quota.over {
            Over::Wait => wait("FLOOD", left),
            Over::Error(code, name) => Refusal::new(code, name),
        })
    }

    /// Counts a call, which may have failed with an error.
    pub fn count_rates(&mut self, charges: Vec<Charge>, error: Option<&str>) {
        let now = self.now();
        for charge in charges {
            if charge.quota.counts.is_some_and(|counts| error != Some(counts)) {
                continue;
            }
            self.tally(&charge).counted += u64::from(charge.amount);
            self.rates.sweep(now);
            let fresh = Span { ends: now.saturating_add(charge.quota.seconds), used: 0 };
            let span = self.rates.spans.entry(charge.key()).or_insert(fresh);
            if span.ends <= now {
                *span = fresh;
            }
            span.used = span.used.saturating_add(charge.amount);
        }
    }

    /// Returns tallies by quota name, of one account or of all.
    pub fn tallies(&self, account: Option<i64>) -> BTreeMap<&'static str, Tally> {
        let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
        for ((of, name), tally) in &self.rates.tallies {
            if account.is_none() || account == *of {
                let sum = tallies.entry(name).or_default();
                sum.counted += tally.counted;
                sum.refused += tally.refused;
            }
        }
        tallies
    }

    fn tally(&mut self, charge: &Charge) -> &mut Tally {
        let account = match &charge.subject {
            Subject::Account(account) | Subject::Chat(account, _) => Some(*account),
            Subject::Phone(phone) => self.person_of_phone(phone).map(|person| person.id),
            Subject::Address(..) => None,
        };
        self.rates.tallies.entry((account, charge.quota.name)).or_default()
    }
}
