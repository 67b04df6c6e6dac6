//! Counts requests as they leave the device, and fails at once where they are too many.

/// A server's view of a token bucket, without a bucket: in no window more requests than the burst and
/// what flows in meanwhile. Remembers every request.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    /// Requests a second, and at once; nothing is measured where there is none.
    pub rate: Option<(u64, u64)>,
    left: Vec<u64>,
}

impl Meter {
    /// A request leaves, at the true time.
    pub fn leaves(&mut self, now: u64) {
        let Some((per_second, burst)) = self.rate else { return };
        self.left.push(now);
        for (earlier, since) in self.left.iter().enumerate() {
            let count = (self.left.len() - earlier) as u64;
            let most = burst * 1_000 + (now - since) * per_second;
            assert!(count * 1_000 <= most, "{count} requests in {} ms", now - since);
        }
    }

    /// How many have left.
    pub fn count(&self) -> usize {
        self.left.len()
    }
}
