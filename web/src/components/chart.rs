//! Earnings by day: a line in SVG that shows the day under the finger, and a table of the same for
//! screen readers. Draws what it is given.
//!
//! ```
//! use tuike_web::components::chart::top_of;
//!
//! assert_eq!([0, 1, 950, 1_000, 12_345].map(top_of), [100, 100, 1_000, 1_000, 20_000]);
//! ```

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::price::yuan;
use crate::i18n::{Words, fill};
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, on, says};

/// The plot's own units; whole numbers, for the code that prints fractions is large.
const WIDTH: u64 = 3_000;
const HEIGHT: u64 = 1_000;

/// A day and its fen.
pub type Day = (String, u64);

/// The top of the scale in fen: 1, 2 or 5 times a power of ten, at least a yuan.
#[must_use]
pub fn top_of(most: u64) -> u64 {
    let steps = (0..14_u32).flat_map(|power| [1, 2, 5].map(|step| step * 10_u64.pow(power) * 100));
    steps.into_iter().find(|top| *top >= most).unwrap_or(most)
}

/// Fen as decimal text of yuan.
#[must_use]
pub fn major(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// The day's short name: `11-20` of `2026-11-20`.
fn short(day: &str) -> &str {
    day.get(5..).unwrap_or(day)
}

/// Where each day stands, x from the left and y from the top.
fn points(days: &[Day], top: u64) -> Vec<(u64, u64)> {
    let steps = (days.len() as u64).saturating_sub(1).max(1);
    let high = |fen: u64| (u128::from(fen) * u128::from(HEIGHT) / u128::from(top.max(1))) as u64;
    let place =
        |(index, (_, fen)): (u64, &Day)| (index * WIDTH / steps, HEIGHT.saturating_sub(high(*fen)));
    (0..).zip(days).map(place).collect()
}

/// The line, the oldest day first.
#[must_use]
pub fn chart(words: &'static Words, days: Vec<Day>) -> Built {
    let top = top_of(days.iter().map(|(_, fen)| *fen).max().unwrap_or(0));
    let points = points(&days, top);
    let line: String = points.iter().map(|(x, y)| format!("{x},{y} ")).collect();
    let area = format!("0,{HEIGHT} {line} {WIDTH},{HEIGHT}");
    let title = fill(words.by_day, &days.len().to_string());
    let end = |day: Option<&Day>| day.map(|(day, _)| short(day).to_owned());
    let (first, last) = (end(days.first()), end(days.last()));
    let row = |(day, fen): &Day| {
        view! { <tr><th scope="row">{day.clone()}</th><td>{yuan(&major(*fen))}</td></tr> }.built()
    };
    let rows: Vec<Built> = days.iter().map(row).collect();
    let most = (days.len() as u32).saturating_sub(1);
    let chosen = RwSignal::new(most);
    let said = move || {
        let (day, fen) = days.get(chosen.get() as usize).cloned().unwrap_or_default();
        format!("{} {}", short(&day), yuan(&major(fen)))
    };
    let mark = says(move || {
        let (x, y) = points.get(chosen.get() as usize).copied().unwrap_or_default();
        format!("--x:{x};--y:{y}")
    });
    view! {
        <figure>
            <div class="chart-head">
                <figcaption class="titled">{title.clone()}</figcaption>
                <span class="strong">{says(said.clone())}</span>
            </div>
            <div class="plot" tabindex="0" role="slider" aria-label=words.day aria-valuemin="0" aria-valuemax=most.to_string()
                aria-valuenow=says(move || chosen.get().to_string()) aria-valuetext=says(said) style=mark
                on:pointerdown=on(move |event| pick(&event, chosen, most))
                on:pointermove=on(move |event| pick(&event, chosen, most))
                on:keydown=on(move |event| step(&event, chosen, most))>
                <span class="scale">{yuan(&major(top))}</span>
                <svg viewBox="0 0 3000 1000" preserveAspectRatio="none" aria-hidden="true">
                    <path class="grid" d="M0 0H3000M0 500H3000M0 1000H3000"></path>
                    <polygon class="area" points=area></polygon>
                    <polyline class="curve" points=line></polyline>
                </svg>
                <i class="mark"></i>
                <i class="point"></i>
            </div>
            <div class="ends small soft" aria-hidden="true"><span>{first}</span><span>{last}</span></div>
            <table class="unseen">
                <caption>{title}</caption>
                <thead><tr><th scope="col">{words.day}</th><th scope="col">{words.amount}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </figure>
    }
    .built()
}

/// The day under the finger.
fn pick(event: &web_sys::PointerEvent, chosen: RwSignal<u32>, most: u32) {
    let plot = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if let Some(rect) = plot.map(|plot| plot.get_bounding_client_rect()) {
        let share = (f64::from(event.client_x()) - rect.left()) / rect.width().max(1.0);
        chosen.set(((share * f64::from(most)).round().max(0.0) as u32).min(most));
    }
}

/// The day before or after.
fn step(event: &web_sys::KeyboardEvent, chosen: RwSignal<u32>, most: u32) {
    let day = chosen.get_untracked();
    match event.key().as_str() {
        "ArrowLeft" | "ArrowDown" => chosen.set(day.saturating_sub(1)),
        "ArrowRight" | "ArrowUp" => chosen.set((day + 1).min(most)),
        "Home" => chosen.set(0),
        "End" => chosen.set(most),
        _ => return,
    }
    event.prevent_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_one_two_or_five_times_a_power_of_ten() {
        assert_eq!([100, 101, 201, 501, 1_001].map(top_of), [100, 200, 500, 1_000, 2_000]);
        assert_eq!(top_of(u64::MAX), u64::MAX);
    }

    #[test]
    fn days_stand_from_edge_to_edge_and_nothing_lies_on_the_ground() {
        let days = [("2026-11-19".to_owned(), 0), ("2026-11-20".to_owned(), 100)];
        assert_eq!(points(&days, 100), [(0, HEIGHT), (WIDTH, 0)]);
        assert_eq!(points(&days[..1], 100), [(0, HEIGHT)]);
    }

    #[test]
    fn fen_become_yuan_by_their_digits() {
        assert_eq!([0, 5, 1_230].map(major), ["0.00", "0.05", "12.30"]);
    }
}
