//! What people see as one character each, so that no text is cut inside an emoji.
//!
//! The part of UAX #29 (revision 47, Unicode 17) that goods' titles meet, without its tables of some
//! thousand entries: combining marks, variation selectors, emoji that are joined, coloured or tagged, flags,
//! Hangul in parts, Thai and Lao. Scripts whose letters change shape with their neighbours (Arabic to
//! Myanmar, Khmer to Balinese, and what lies beyond) are kept together with the space before a word: never cut wrong, only
//! less often.

/// The clusters of a text, one after the other; together they are the text.
#[derive(Clone, Debug)]
pub(super) struct Clusters<'a>(pub(super) &'a str);

impl<'a> Iterator for Clusters<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let mut chars = self.0.chars();
        let first = chars.next()?;
        let (mut last, mut end, mut flags) = (first, first.len_utf8(), 1);
        for c in chars {
            let second_flag = is_flag(last) && is_flag(c) && flags == 1;
            if !second_flag && !belongs(last, c) {
                break;
            }
            flags += u32::from(second_flag);
            end += c.len_utf8();
            last = c;
        }
        let (cluster, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        Some(cluster)
    }
}

const fn is_flag(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Whether there is no border between two characters.
fn belongs(last: char, c: char) -> bool {
    // Most texts end here: nothing below CJK's punctuation but these ranges extends anything.
    if last == '\r' && c == '\n' {
        return true;
    }
    if last.is_control() || c.is_control() {
        return false;
    }
    match c {
        // Marks of every script, variation selectors, joiners, skin tones, tags.
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{e31}'
        | '\u{e33}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}'
        | '\u{eb1}'
        | '\u{eb3}'..='\u{ebc}'
        | '\u{ec8}'..='\u{ece}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{200c}'
        | '\u{200d}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{2cef}'..='\u{2cf1}'
        | '\u{2d7f}'
        | '\u{2de0}'..='\u{2dff}'
        | '\u{302a}'..='\u{302f}'
        | '\u{3099}'
        | '\u{309a}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}'
        | '\u{ff9e}'
        | '\u{ff9f}'
        | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0020}'..='\u{e007f}'
        | '\u{e0100}'..='\u{e01ef}' => true,
        // Vowels and finals of Hangul in parts; a syllable after a leading part.
        '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}' => true,
        '\u{1100}'..='\u{115f}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7a3}' => {
            matches!(last, '\u{1100}'..='\u{115f}' | '\u{a960}'..='\u{a97c}')
        }
        _ if last == '\u{200d}' => true,
        // A word goes with the space before it: that a mark stands on a space is rare, and costs nothing.
        _ => is_shaped(c) || is_shaped(last) && (!c.is_whitespace() || is_prepended(last)),
    }
}

/// Of a script whose letters hang together: Hebrew to Sinhala, Tibetan and Myanmar, Ethiopic's marks, Tagalog
/// to Vedic, Syloti Nagri to Meetei Mayek, and the historic ones of the first supplementary plane.
const fn is_shaped(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{135d}'..='\u{135f}' | '\u{1700}'..='\u{1aff}'
        | '\u{1b00}'..='\u{1cff}' | '\u{a66f}'..='\u{a6ff}' | '\u{a800}'..='\u{a95f}'
        | '\u{a980}'..='\u{abff}' | '\u{fb1e}' | '\u{101fd}'..='\u{11fff}' | '\u{13430}'..='\u{1345f}'
        | '\u{16100}'..='\u{1612f}' | '\u{16af0}'..='\u{16fff}' | '\u{1bc9d}' | '\u{1bc9e}'
        | '\u{1cf00}'..='\u{1cf46}' | '\u{1d165}'..='\u{1d244}' | '\u{1da00}'..='\u{1daff}'
        | '\u{1e000}'..='\u{1e94f}')
}

/// What belongs to whatever follows it: signs above Arabic and Syriac numbers, and the like.
const fn is_prepended(c: char) -> bool {
    matches!(c,
        '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{d4e}'
        | '\u{110bd}'..='\u{11fff}')
}

/// The text where it has at most `units` UTF-16 units, else as many whole clusters as leave room for a `…`.
///
/// UTF-16 units are what JavaScript's `length` counts, and never fewer than the characters any host counts:
/// what fits by them fits by all. Where not even one cluster fits, one that shapes words is cut at a
/// character.
pub(super) fn cut(text: &str, units: usize) -> String {
    if text.encode_utf16().count() <= units {
        return text.to_owned();
    }
    let keep = |parts: &mut dyn Iterator<Item = &str>| {
        let (mut room, mut kept) = (units.saturating_sub(1), 0);
        for part in parts {
            let Some(left) = room.checked_sub(part.encode_utf16().count()) else { break };
            room = left;
            kept += part.len();
        }
        text.get(..kept).unwrap_or_default().trim_end()
    };
    let mut kept = keep(&mut Clusters(text));
    if kept.is_empty() && text.starts_with(is_shaped) {
        kept = keep(&mut text.split_inclusive(|_| true));
    }
    let mut cut = kept.to_owned();
    if units > 0 {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    /// Every character after each kind of base: where Unicode's own tables see no border, neither do we.
    #[test]
    fn no_border_is_where_unicode_has_none() {
        let mut wrong = Vec::new();
        // Nothing is assigned between but ideographs, which extend nothing.
        let all = ('\0'..='\u{1ffff}').chain('\u{e0000}'..='\u{e0fff}');
        for c in all.filter(|c| !c.is_control()) {
            for base in ["a", "口", "💄", "가", "\u{1100}", "👩\u{200d}", "ก", "é"] {
                let text = format!("{base}{c}");
                let one = text.graphemes(true).count() < base.graphemes(true).count() + 1;
                if one && Clusters(&text).count() > base.graphemes(true).count() {
                    wrong.push(format!("{base} U+{:04X}", u32::from(c)));
                }
            }
        }
        assert_eq!(wrong, [""; 0], "{}", wrong.len());
    }

    /// What goods' titles are made of. Here the borders are exactly Unicode's.
    fn parts() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "口",
            "红",
            "a",
            "Z",
            "9",
            " ",
            "，",
            "！",
            "（",
            "é",
            "e\u{301}",
            "が",
            "か\u{3099}",
            "한",
            "\u{1112}\u{1161}\u{11ab}",
            "💄",
            "👍🏽",
            "👍\u{1f3fb}",
            "❤\u{fe0f}",
            "1\u{fe0f}\u{20e3}",
            "👨\u{200d}👩\u{200d}👧\u{200d}👦",
            "🏳\u{fe0f}\u{200d}🌈",
            "👩🏿\u{200d}🚀",
            "🇨🇳",
            "🇯",
            "🇺🇸",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "ก",
            "กำ",
            "ที่",
            "\r\n",
            "\n",
            "㍿",
            "𠮷",
        ]);
        prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn clusters_of_titles_are_those_of_unicode(text in parts()) {
            let ours: Vec<&str> = Clusters(&text).collect();
            prop_assert_eq!(ours, text.graphemes(true).collect::<Vec<_>>());
        }

        #[test]
        fn every_border_is_one_of_unicode(text in any::<String>()) {
            let borders: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
            let mut at = 0;
            for cluster in Clusters(&text) {
                prop_assert!(borders.contains(&at), "{:?} at {}", text, at);
                at += cluster.len();
            }
            prop_assert_eq!(at, text.len());
        }

        #[test]
        fn a_cut_keeps_whole_characters_and_as_many_as_fit(text in parts(), units in 0..40_usize) {
            let cut = cut(&text, units);
            let length = |text: &str| text.encode_utf16().count();
            prop_assert!(length(&cut) <= units);
            if length(&text) <= units {
                prop_assert_eq!(cut, text);
            } else if let Some(kept) = cut.strip_suffix('…') {
                // The oracle: the longest run of Unicode's graphemes that leaves room for the mark.
                let graphemes: Vec<&str> = text.graphemes(true).collect();
                let most = (0..=graphemes.len()).rev().find(|n| length(&graphemes[..*n].concat()) < units);
                let whole = graphemes[..most.unwrap()].concat();
                prop_assert_eq!(kept, whole.trim_end());
            } else {
                prop_assert_eq!((cut.as_str(), units), ("", 0));
            }
        }
    }

    #[test]
    fn a_word_too_long_for_its_place_is_cut_at_a_character() {
        assert_eq!(cut(&"ب".repeat(50), 20), format!("{}…", "ب".repeat(19)));
        assert_eq!(cut("👨\u{200d}👩\u{200d}👧\u{200d}👦", 5), "…");
    }
}
