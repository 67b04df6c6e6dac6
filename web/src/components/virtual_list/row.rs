//! A row in the page: its element, its place, what it shows. Decides nothing.

use leptos::prelude::*;
use leptos::tachys::view::{Mountable, Render};
use web_sys::Element;

use super::{Kind, Make};
use crate::signal::RwSignal;
use crate::view::Placed;

/// Places are told from the nearest of these below: browsers keep lengths as `f32`, and beyond 2^24 px
/// a row could not stand on every pixel.
const MILE: f64 = 1_048_576.0;

pub(super) struct Row {
    pub(super) key: Option<String>,
    pub(super) index: u32,
    pub(super) element: Element,
    place: RwSignal<u32>,
    owner: Owner,
    shown: Placed,
    stands: (u32, i64),
    /// Whether the list knows its height.
    pub(super) is_told: bool,
}

impl Row {
    /// A row that is not in the page yet.
    pub(super) fn new(
        (index, key): (u32, Option<String>),
        (kind, class): (Kind, &str),
        owner: Owner,
        make: &Make,
    ) -> Option<Self> {
        let name = match kind {
            Kind::List => "div",
            Kind::Feed => "article",
        };
        let element = document().create_element(name).ok()?;
        element.set_class_name(class);
        if kind == Kind::List {
            let _ = element.set_attribute("role", "listitem");
        }
        let (place, mut shown) = owner.with(|| {
            let place = RwSignal::new(index);
            (place, untrack(|| make(place)).build())
        });
        shown.mount(&element, None);
        let row = Self {
            key,
            index,
            element,
            place,
            owner,
            shown,
            stands: (u32::MAX, 0),
            is_told: false,
        };
        row.number();
        Some(row)
    }

    fn number(&self) {
        let _ = self.element.set_attribute("aria-posinset", &(self.index + 1).to_string());
    }

    /// The row has another index now.
    pub(super) fn at(&mut self, index: u32) {
        if self.index != index {
            self.index = index;
            self.number();
            self.place.set(index);
        }
    }

    /// Stands it in a lane, so far from the list's start.
    pub(super) fn stand(&mut self, (lane, gap): (u32, f64), top: f64) {
        let stands = (lane, top.round() as i64);
        if self.stands != stands {
            self.stands = stands;
            let far = (top / MILE).floor() * MILE;
            let (far, near) = (far as i64, (top - far).round() as i64);
            let across = (f64::from(lane) * gap).round() as i64;
            // Not `top`: that would count as a shift of the layout.
            let style = format!(
                "transform:translateY({far}px)translate(calc({lane}00% + {across}px),{near}px)"
            );
            let _ = self.element.set_attribute("style", &style);
        }
    }

    pub(super) fn height(&self) -> f64 {
        self.element.get_bounding_client_rect().height()
    }

    /// Takes it out of the page.
    pub(super) fn leave(mut self) {
        self.shown.unmount();
        self.element.remove();
        self.owner.cleanup();
    }
}
