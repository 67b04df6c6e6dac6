//! The JSON texts of previews, refunds and explanations.
//!
//! By hand and not through serde: a preview has a hundred small texts, and making a struct of each costs
//! more than the whole calculation. The shapes are declared in `commission.rs`; the golden vectors hold
//! them together.

use tuike_core::commission::{
    Explained, ExplainedLine, ExplainedStep, LinePreview, Preview, Share, Step, TakenBack,
    TakenLine,
};
use tuike_core::money::{Currency, Money};

/// A JSON text that grows.
struct Out {
    text: String,
    currency: Currency,
}

/// The JSON text of a `Preview`.
pub(crate) fn preview(preview: &Preview) -> String {
    let mut out = Out { text: String::with_capacity(1024), currency: preview.currency };
    out.preview(preview);
    out.text
}

/// The JSON text of a `TakenBack`.
pub(crate) fn taken_back(taken: &TakenBack) -> String {
    let mut out = Out { text: String::new(), currency: taken.after.currency };
    out.object(|out| {
        out.field("currency", out.currency.code());
        out.money("total", taken.total);
        out.shares(&taken.shares);
        out.list("lines", &taken.lines, Out::taken_line);
        out.name("after");
        out.preview(&taken.after);
    });
    out.text
}

/// The JSON text of an `Explained`.
pub(crate) fn explained(told: &Explained) -> String {
    let mut out = Out { text: String::new(), currency: Currency::CNY };
    out.object(|out| {
        out.field("total", &told.total);
        out.list("lines", &told.lines, |out, line: &ExplainedLine| {
            out.field("sku", &line.sku);
            out.list("steps", &line.steps, |out, step: &ExplainedStep| {
                out.optional_number("level", step.level);
                out.field("sum", &step.sum);
                out.field("gives", &step.gives);
                out.field("why", &step.why);
            });
        });
        out.items("notes", &told.notes, |out, note| out.quoted(note));
    });
    out.text
}

impl Out {
    fn preview(&mut self, preview: &Preview) {
        self.object(|out| {
            out.field("currency", preview.currency.code());
            out.money("base", preview.base);
            out.money("total", preview.total);
            out.shares(&preview.shares);
            out.list("lines", &preview.lines, Self::line);
            out.name("clamped");
            match &preview.clamped {
                None => out.text.push_str("null"),
                Some(clamped) => out.object(|out| {
                    out.items("lines", &clamped.lines, |out, index| out.digits(*index));
                    out.money("from", clamped.from);
                    out.money("to", clamped.to);
                }),
            }
            if !preview.capped.is_empty() {
                out.list("capped", &preview.capped, |out, capped| {
                    out.number("level", capped.level);
                    out.field("promoter", &capped.promoter);
                    out.field("by", capped.by.as_str());
                    out.money("from", capped.from);
                    out.money("to", capped.to);
                });
            }
        });
    }

    fn line(&mut self, line: &LinePreview) {
        self.field("sku", &line.sku);
        self.name("rule");
        match &line.rule {
            Some(rule) => self.quoted(rule),
            None => self.text.push_str("null"),
        }
        self.optional("agreement", line.agreement.as_deref());
        self.number("quantity", line.quantity);
        self.optional_number("refunded", Some(line.refunded).filter(|units| *units > 0));
        self.field("basis", line.basis.as_str());
        self.money("base", line.base);
        self.shares(&line.shares);
        self.list("steps", &line.steps, Self::step);
    }

    fn step(&mut self, step: &Step) {
        self.field("code", step.code.as_str());
        self.optional_number("level", step.level);
        self.optional("campaign", step.campaign.as_deref());
        self.optional("rate", step.rate.map(|rate| rate.to_string()).as_deref());
        self.optional("service", step.service.map(|rate| rate.to_string()).as_deref());
        self.optional("by", step.by.map(|by| by.to_string()).as_deref());
        self.optional_money("less", step.less);
        self.optional_money("of", step.of);
        self.optional_number("times", step.times);
        self.optional_money("gives", step.gives);
    }

    fn taken_line(&mut self, line: &TakenLine) {
        self.number("index", line.index as u32);
        self.number("quantity", line.quantity);
        self.shares(&line.shares);
    }

    fn shares(&mut self, shares: &[Share]) {
        self.list("shares", shares, |out, share| {
            out.number("level", share.level);
            out.field("promoter", &share.promoter);
            out.money("amount", share.amount);
        });
    }

    /// A list of objects.
    fn list<T>(&mut self, name: &str, items: &[T], fields: fn(&mut Self, &T)) {
        self.name(name);
        self.text.push('[');
        for item in items {
            self.comma();
            self.object(|out| fields(out, item));
        }
        self.text.push(']');
    }

    /// A list of anything.
    fn items<T>(&mut self, name: &str, items: &[T], write: fn(&mut Self, &T)) {
        self.name(name);
        self.text.push('[');
        for item in items {
            self.comma();
            write(self, item);
        }
        self.text.push(']');
    }

    fn object(&mut self, fields: impl FnOnce(&mut Self)) {
        self.text.push('{');
        fields(self);
        self.text.push('}');
    }

    /// `name` needs no escapes.
    fn name(&mut self, name: &str) {
        self.comma();
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\":");
    }

    /// A comma, unless this is the first in its brackets.
    fn comma(&mut self) {
        if !matches!(self.text.as_bytes().last(), Some(b'{' | b'[')) {
            self.text.push(',');
        }
    }

    fn field(&mut self, name: &str, text: &str) {
        self.name(name);
        self.quoted(text);
    }

    fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.field(name, text);
        }
    }

    fn money(&mut self, name: &str, amount: Money) {
        let text = amount.format(self.currency);
        self.field(name, &text);
    }

    fn optional_money(&mut self, name: &str, amount: Option<Money>) {
        if let Some(amount) = amount {
            self.money(name, amount);
        }
    }

    fn number(&mut self, name: &str, number: u32) {
        self.name(name);
        self.digits(number);
    }

    fn optional_number(&mut self, name: &str, number: Option<u32>) {
        if let Some(number) = number {
            self.number(name, number);
        }
    }

    fn digits(&mut self, number: u32) {
        self.text.push_str(&number.to_string());
    }

    fn quoted(&mut self, text: &str) {
        let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
        if text.bytes().all(is_plain) {
            self.text.push('"');
            self.text.push_str(text);
            self.text.push('"');
        } else {
            self.text.push_str(&crate::json::to_json(text));
        }
    }
}
