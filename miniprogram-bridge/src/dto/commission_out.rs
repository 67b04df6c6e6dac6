//! The JSON texts of previews, refunds and explanations.
//!
//! By hand and not through serde: a preview has a hundred small texts, and making a struct of each costs
//! more than the whole calculation. Names come with their brackets and commas ([`first`] and [`next`]), so
//! that each is one copy. The shapes are declared in `commission.rs`; the golden vectors hold them
//! together.

use tuike_core::commission::{
    Explained, ExplainedLine, ExplainedStep, LinePreview, Preview, Share, Step, TakenBack,
    TakenLine,
};
use tuike_core::digits::Digits;
use tuike_core::money::{Currency, Money};

/// A JSON text that grows.
struct Out {
    text: Vec<u8>,
    currency: Currency,
}

/// The name of an object's first field; needs no escapes.
macro_rules! first {
    ($name:literal) => {
        concat!("{\"", $name, "\":")
    };
}

/// The name of any other field.
macro_rules! next {
    ($name:literal) => {
        concat!(",\"", $name, "\":")
    };
}

/// The JSON text of a `Preview`.
pub(crate) fn preview(preview: &Preview) -> String {
    let mut out = Out::new(preview.currency, 256 + 384 * preview.lines.len());
    out.preview(preview);
    out.finish()
}

/// The JSON text of a `TakenBack`.
pub(crate) fn taken_back(taken: &TakenBack) -> String {
    let mut out = Out::new(taken.after.currency, 0);
    out.field(first!("currency"), out.currency.code());
    out.money(next!("total"), taken.total);
    out.shares(&taken.shares);
    out.list(next!("lines"), &taken.lines, Out::taken_line);
    out.raw(next!("after"));
    out.preview(&taken.after);
    out.close();
    out.finish()
}

/// The JSON text of an `Explained`.
pub(crate) fn explained(told: &Explained) -> String {
    let mut out = Out::new(Currency::CNY, 0);
    out.field(first!("total"), &told.total);
    out.list(next!("lines"), &told.lines, |out, line: &ExplainedLine| {
        out.field(first!("sku"), &line.sku);
        out.list(next!("steps"), &line.steps, |out, step: &ExplainedStep| {
            out.field(first!("sum"), &step.sum);
            out.optional_number(next!("level"), step.level);
            out.field(next!("gives"), &step.gives);
            out.field(next!("why"), &step.why);
            out.close();
        });
        out.close();
    });
    out.list(next!("notes"), &told.notes, |out, note| out.quoted(note));
    out.close();
    out.finish()
}

impl Out {
    fn new(currency: Currency, room: usize) -> Self {
        Self { text: Vec::with_capacity(room), currency }
    }

    /// All that was written are texts.
    fn finish(self) -> String {
        String::from_utf8(self.text).unwrap_or_default()
    }

    fn preview(&mut self, preview: &Preview) {
        self.field(first!("currency"), preview.currency.code());
        self.money(next!("base"), preview.base);
        self.money(next!("total"), preview.total);
        self.shares(&preview.shares);
        self.list(next!("lines"), &preview.lines, Self::line);
        self.raw(next!("clamped"));
        match &preview.clamped {
            None => self.raw("null"),
            Some(clamped) => {
                self.list(first!("lines"), &clamped.lines, |out, index| out.digits(*index));
                self.money(next!("from"), clamped.from);
                self.money(next!("to"), clamped.to);
                self.close();
            }
        }
        if !preview.capped.is_empty() {
            self.list(next!("capped"), &preview.capped, |out, capped| {
                out.number(first!("level"), capped.level);
                out.field(next!("promoter"), &capped.promoter);
                out.field(next!("by"), capped.by.as_str());
                out.money(next!("from"), capped.from);
                out.money(next!("to"), capped.to);
                out.close();
            });
        }
        self.close();
    }

    fn line(&mut self, line: &LinePreview) {
        self.field(first!("sku"), &line.sku);
        self.raw(next!("rule"));
        match &line.rule {
            Some(rule) => self.quoted(rule),
            None => self.raw("null"),
        }
        self.optional(next!("agreement"), line.agreement.as_deref());
        self.number(next!("quantity"), line.quantity);
        self.optional_number(next!("refunded"), Some(line.refunded).filter(|units| *units > 0));
        self.field(next!("basis"), line.basis.as_str());
        self.money(next!("base"), line.base);
        self.shares(&line.shares);
        self.list(next!("steps"), &line.steps, Self::step);
        self.close();
    }

    fn step(&mut self, step: &Step) {
        self.field(first!("code"), step.code.as_str());
        self.optional_number(next!("level"), step.level);
        self.optional(next!("campaign"), step.campaign.as_deref());
        if let Some(rate) = step.rate {
            self.decimal(next!("rate"), &rate.digits());
        }
        if let Some(rate) = step.service {
            self.decimal(next!("service"), &rate.digits());
        }
        if let Some(by) = step.by {
            self.decimal(next!("by"), &by.digits());
        }
        self.optional_money(next!("less"), step.less);
        self.optional_money(next!("of"), step.of);
        self.optional_number(next!("times"), step.times);
        self.optional_money(next!("gives"), step.gives);
        self.close();
    }

    fn taken_line(&mut self, line: &TakenLine) {
        self.number(first!("index"), line.index as u32);
        self.number(next!("quantity"), line.quantity);
        self.shares(&line.shares);
        self.close();
    }

    fn shares(&mut self, shares: &[Share]) {
        self.list(next!("shares"), shares, |out, share| {
            out.number(first!("level"), share.level);
            out.field(next!("promoter"), &share.promoter);
            out.money(next!("amount"), share.amount);
            out.close();
        });
    }

    fn list<T>(&mut self, name: &'static str, items: &[T], write: fn(&mut Self, &T)) {
        self.raw(name);
        self.text.push(b'[');
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.text.push(b',');
            }
            write(self, item);
        }
        self.text.push(b']');
    }

    /// Ends an object.
    fn close(&mut self) {
        self.text.push(b'}');
    }

    fn raw(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    fn field(&mut self, name: &'static str, text: &str) {
        self.raw(name);
        self.quoted(text);
    }

    fn optional(&mut self, name: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.field(name, text);
        }
    }

    fn money(&mut self, name: &'static str, amount: Money) {
        self.decimal(name, &amount.digits(self.currency));
    }

    fn optional_money(&mut self, name: &'static str, amount: Option<Money>) {
        if let Some(amount) = amount {
            self.money(name, amount);
        }
    }

    fn decimal(&mut self, name: &'static str, digits: &Digits) {
        self.raw(name);
        self.text.push(b'"');
        self.text.extend_from_slice(digits.as_bytes());
        self.text.push(b'"');
    }

    fn number(&mut self, name: &'static str, number: u32) {
        self.raw(name);
        self.digits(number);
    }

    fn optional_number(&mut self, name: &'static str, number: Option<u32>) {
        if let Some(number) = number {
            self.number(name, number);
        }
    }

    fn digits(&mut self, number: u32) {
        self.text.extend_from_slice(Digits::decimal(number.into(), 0, 0).as_bytes());
    }

    fn quoted(&mut self, text: &str) {
        let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
        if text.bytes().all(is_plain) {
            self.text.push(b'"');
            self.raw(text);
            self.text.push(b'"');
        } else {
            self.raw(&crate::json::to_json(text));
        }
    }
}
