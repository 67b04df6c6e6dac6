//! The icons: one path each, drawn in the text's colour.

use leptos::prelude::*;

use crate::view::{Built, IntoBuilt};

/// An icon by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A shopping bag.
    Bag,
    /// A rising line.
    Chart,
    /// A person.
    Person,
    /// A magnifying glass.
    Search,
    /// An arrow out of a box.
    Share,
    /// To the left.
    Back,
    /// To the right.
    Next,
    /// A cross.
    Close,
    /// A tick in a circle.
    Done,
    /// A clock.
    Clock,
    /// An exclamation mark in a circle.
    Alert,
    /// A picture that is not there.
    Picture,
    /// A cloud that is crossed out.
    Offline,
    /// A broken link.
    Broken,
    /// Rows below each other.
    Rows,
    /// Tiles of unequal height.
    Tiles,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Bag => "M5 8h14l1 12H4zM9 8V7a3 3 0 0 1 6 0v1",
            Self::Chart => "M4 19h16M5 15l4-5 4 3 6-8",
            Self::Person => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 6 0 0 1 15 0",
            Self::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4 4",
            Self::Share => "M12 15V4M8 7.5 12 4l4 3.5M7 11H5v9h14v-9h-2",
            Self::Back => "M15 5l-7 7 7 7",
            Self::Next => "M9 5l7 7-7 7",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Done => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.5l3 2.5 5-6",
            Self::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
            Self::Alert => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5v5.5M12 16.5v.01",
            Self::Picture => "M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15 9.5v.01",
            Self::Offline => {
                "M7 18a4 4 0 0 1-.5-8M10 6.5A6 6 0 0 1 18 11a3.5 3.5 0 0 1 1 6.5M4 4l16 16"
            }
            Self::Rows => "M4 5h5v5H4zM4 14h5v5H4zM13 6h7M13 9h4M13 15h7M13 18h4",
            Self::Tiles => "M4 4h6v9H4zM4 17h6v3H4zM14 4h6v3h-6zM14 11h6v9h-6z",
            Self::Broken => {
                "M10 14a4 4 0 0 1 0-5.5l1-1M14 10a4 4 0 0 1 0 5.5l-1 1M8 11l-2 2a3.5 3.5 0 0 0 5 5M16 13l2-2a3.5 3.5 0 0 0-5-5"
            }
        }
    }
}

/// Draws an icon; what it means is said by the text or label beside it.
#[must_use]
pub fn draw(icon: Icon) -> Built {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=icon.path()></path></svg> }.built()
}
