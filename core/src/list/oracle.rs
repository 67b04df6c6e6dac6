//! A naive list: a vector of sizes, everything summed from the start, rows told apart by name.

/// Rows with names, so that one can be found again after others came and went.
#[derive(Clone, Debug)]
pub(super) struct Naive {
    pub(super) rows: Vec<(u64, f64)>,
    pub(super) gap: f64,
    pub(super) padding: [f64; 2],
    pub(super) estimate: f64,
    named: u64,
}

pub(super) fn rounded(size: f64) -> f64 {
    (size * 64.0).round() / 64.0
}

impl Naive {
    pub(super) fn new(count: usize, estimate: f64, gap: f64, padding: [f64; 2]) -> Self {
        let padding = padding.map(rounded);
        let mut naive = Self {
            rows: Vec::new(),
            gap: rounded(gap),
            padding,
            estimate: rounded(estimate),
            named: 0,
        };
        naive.insert(0, count);
        naive
    }

    pub(super) fn insert(&mut self, at: usize, count: usize) {
        for i in 0..count {
            self.rows.insert(at + i, (self.named, self.estimate));
            self.named += 1;
        }
    }

    pub(super) fn begin(&self, index: usize) -> f64 {
        let mut at = self.padding[0];
        for (i, (_, size)) in self.rows[..index].iter().enumerate() {
            at += size;
            if i + 1 < self.rows.len() {
                at += self.gap;
            }
        }
        at
    }

    pub(super) fn end(&self, index: usize) -> f64 {
        self.begin(index) + self.rows[index].1
    }

    pub(super) fn total(&self) -> f64 {
        self.begin(self.rows.len()) + self.padding[1]
    }

    /// Every row of which a part lies inside the window, one by one; a folded row is its own part.
    pub(super) fn visible(&self, offset: f64, viewport: f64) -> Vec<usize> {
        let mut at = self.padding[0];
        let mut visible = Vec::new();
        for (i, (_, size)) in self.rows.iter().enumerate() {
            if viewport > 0.0 && at < offset + viewport && at + size > offset {
                visible.push(i);
            }
            at += size + self.gap;
        }
        visible
    }

    pub(super) fn index_at(&self, offset: f64) -> usize {
        (0..self.rows.len()).rev().find(|&i| self.begin(i) <= offset).unwrap_or(0)
    }

    pub(super) fn find(&self, name: u64) -> Option<usize> {
        self.rows.iter().position(|row| row.0 == name)
    }
}
