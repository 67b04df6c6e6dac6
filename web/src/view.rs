//! Views of one type. Leptos gives every view a type of its own and builds code for each: to make it,
//! to change it into another of the same type, to hold it. [`Built`] keeps the first and shares the
//! rest; with the router gone as well, that took the app from 350 to 200 KB (brotli). Nothing here
//! draws anything.
//!
//! - [`IntoBuilt::built`] ends a `view!`; a component's root, a branch, a row of a list
//! - [`live`] a part that is drawn anew when what it reads changes
//! - [`says`] a text or an attribute that changes
//! - [`on`] what happens at an event

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;

/// A view whose elements are made, to be put into the page.
pub struct Built(SendWrapper<Box<dyn Mountable>>);

/// A [`Built`] in its place.
pub struct Placed(Box<dyn Mountable>);

/// Ends a view.
pub trait IntoBuilt {
    /// Makes the elements now.
    fn built(self) -> Built;
}

impl<T: IntoView> IntoBuilt for T
where
    T::State: 'static,
{
    fn built(self) -> Built {
        Built(SendWrapper::new(Box::new(self.build())))
    }
}

impl Built {
    /// Nothing.
    #[must_use]
    pub fn nothing() -> Self {
        ().built()
    }

    /// The first element of it.
    #[must_use]
    pub fn element(&self) -> Option<web_sys::Element> {
        self.0.elements().into_iter().next()
    }
}

/// A part that is drawn anew when a signal it reads changes.
pub type Live = Box<dyn FnMut() -> Built + Send>;

/// Draws a part, and draws it anew when a signal it reads changes.
pub fn live(show: impl FnMut() -> Built + Send + 'static) -> Live {
    Box::new(show)
}

/// A text or an attribute that changes with the signals it reads.
pub fn says(text: impl FnMut() -> String + Send + 'static) -> Box<dyn FnMut() -> String + Send> {
    Box::new(text)
}

/// What happens at an event.
pub fn on<E>(act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(act)
}

impl Render for Built {
    type State = Placed;

    fn build(self) -> Placed {
        Placed(self.0.take())
    }

    fn rebuild(self, state: &mut Placed) {
        let mut new = self.0.take();
        state.0.insert_before_this(&mut *new);
        state.0.unmount();
        state.0 = new;
    }
}

impl Mountable for Placed {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&web_sys::Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        self.0.elements()
    }
}

impl AddAnyAttr for Built {
    type Output<SomeNewAttr: Attribute> = Self;

    /// Attributes are not spread onto what is built.
    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

/// Only the browser draws this app: there is no server's HTML to write or to take over.
impl RenderHtml for Built {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Placed {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl std::fmt::Debug for Built {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Built")
    }
}

impl std::fmt::Debug for Placed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Placed")
    }
}
