//! Injecting faults: which fault strikes which call, update or connection.

use sha2::{Digest, Sha256};

use super::faults::{Active, CallFault, Fault, FaultEffect, UpdateFault};
use crate::sandbox::world::World;

impl World {
    /// Injects a fault. Returns its id.
    pub fn fault(&mut self, fault: Fault) -> u64 {
        self.faults.last_id += 1;
        let id = self.faults.last_id;
        let left = (fault.count > 0).then_some(fault.count);
        self.faults.active.push(Active { id, fault, left, drawn: 0 });
        id
    }

    pub fn clear_faults(&mut self) {
        self.faults.active.clear();
    }

    /// Returns active faults by id, with how many times they remain.
    pub fn pending_faults(&self) -> impl Iterator<Item = (u64, Option<u32>)> {
        self.faults.active.iter().map(|active| (active.id, active.left))
    }

    /// Returns the first fault that applies to this call.
    pub fn strike(&mut self, method: &str, account: Option<i64>, dc: i32) -> Option<CallFault> {
        let strike = self.first_fault(|fault| {
            let meant = fault.method.as_deref().is_none_or(|glob| matches(glob, method));
            let strike = fault
                .kind
                .strike()
                .filter(|_| meant && fault.is_of(account) && fault.at_dc.is_none_or(|at| at == dc))?;
            Some((fault.kind == FaultEffect::FileReferenceExpired, strike))
        });
        let (expires, strike) = strike?;
        if expires {
            self.expire_file_references();
        }
        Some(strike)
    }

    /// Returns the first fault that applies to an update for one of this account's logins.
    pub fn strike_update(&mut self, account: Option<i64>, of_channel: bool) -> Option<UpdateFault> {
        self.first_fault(|fault| fault.kind.mishap(of_channel).filter(|_| fault.is_of(account)))
    }

    /// Whether a fault refuses a new connection.
    pub fn strike_connection(&mut self) -> bool {
        self.first_fault(|fault| (fault.kind == FaultEffect::TooManyConnections).then_some(())).is_some()
    }

    /// Whether a CDN fault applies.
    pub fn strike_cdn(&mut self, kind: FaultEffect, account: Option<i64>) -> bool {
        self.first_fault(|fault| (fault.kind == kind && fault.is_of(account)).then_some(())).is_some()
    }

    /// Returns the effect of the first fault that matches and that chance allows.
    fn first_fault<T>(&mut self, meant: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        for at in 0..self.faults.active.len() {
            let active = &mut self.faults.active[at];
            let Some(strike) = meant(&active.fault) else { continue };
            active.drawn += 1;
            let (id, drawn, seed) = (active.id, active.drawn, active.fault.seed);
            let number = match seed {
                Some(seed) => digest(seed, drawn),
                None => self.seeded("fault", &[id as i64, drawn]),
            };
            // The upper 53 bits, as many as a double's fraction has.
            let chance = (number as u64 >> 11) as f64 / (1u64 << 53) as f64;
            let active = &mut self.faults.active[at];
            if chance >= active.fault.probability {
                continue;
            }
            if let Some(left) = &mut active.left {
                *left -= 1;
                if *left == 0 {
                    self.faults.active.remove(at);
                }
            }
            return Some(strike);
        }
        None
    }
}

/// Derives 64 bits from a fault's own seed.
fn digest(seed: i64, drawn: i64) -> i64 {
    let digest = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(drawn.to_le_bytes()).finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_le_bytes(first)
}

/// Whether a name matches a glob in which `*` stands for any text.
fn matches(glob: &str, name: &str) -> bool {
    let Some((head, rest)) = glob.split_once('*') else { return glob == name };
    let Some(name) = name.strip_prefix(head) else { return false };
    (0..=name.len()).any(|skipped| name.is_char_boundary(skipped) && matches(rest, &name[skipped..]))
}
