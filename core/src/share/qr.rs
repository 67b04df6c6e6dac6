//! QR codes (ISO/IEC 18004, model 2) as modules or as an SVG text. Draws no picture of its own: who has
//! pixels gives each module at least 3 of them a side. Measured in wasm, brotli: qrcodegen 8 KB,
//! fast_qr 13 KB.
//!
//! ```
//! use tuike_core::share::{QrLevel, QrOptions, qr};
//!
//! // The smallest code has 21 modules a side, and 17 bytes at level L (ISO/IEC 18004:2015, table 7).
//! let code = qr("m.example.com/s/5", QrOptions { level: QrLevel::L, quiet: 0 })?;
//! assert_eq!((code.size, code.modules.len()), (21, 441));
//! # Ok::<(), tuike_core::share::ShareError>(())
//! ```

use qrcodegen::{DataTooLong, QrCode, QrCodeEcc, QrSegment, QrSegmentMode, Version};

use super::ShareError;
use crate::read::Node;

/// How much of a code may be unreadable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QrLevel {
    /// About 7 %.
    L,
    /// About 15 %.
    #[default]
    M,
    /// About 25 %.
    Q,
    /// About 30 %: for a code with a picture over a tenth of its middle; never the smallest of all codes,
    /// which could not spare that.
    H,
}

/// How a code is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QrOptions {
    /// At least this level; a higher one is used where it costs no module.
    pub level: QrLevel,
    /// The light border in modules, 0–16; the standard asks for 4, which is the default.
    pub quiet: u32,
}

impl Default for QrOptions {
    fn default() -> Self {
        Self { level: QrLevel::M, quiet: 4 }
    }
}

impl QrOptions {
    /// Reads `{ level?: "L" | "M" | "Q" | "H", quiet? }`.
    ///
    /// # Errors
    /// [`ShareError::Read`].
    pub fn read(node: &Node<'_>) -> Result<Self, ShareError> {
        const LEVELS: [(&str, QrLevel); 4] =
            [("L", QrLevel::L), ("M", QrLevel::M), ("Q", QrLevel::Q), ("H", QrLevel::H)];
        let object = node.object(&["level", "quiet"])?;
        let default = Self::default();
        Ok(Self {
            level: object
                .optional("level")
                .map_or(Ok(default.level), |level| level.choice(&LEVELS))?,
            quiet: match object.optional("quiet") {
                Some(quiet) => quiet.integer(0, 16)? as u32,
                None => default.quiet,
            },
        })
    }
}

/// A square of modules, its quiet zone included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Modules on a side.
    pub size: u32,
    /// `size × size` modules row by row from the top left: 1 is dark, 0 is light.
    pub modules: Vec<u8>,
}

/// The number of UTF-8 among the extended channel interpretations (AIM ITS/04-023).
const UTF_8: u32 = 26;

/// Makes the smallest QR code of a text: digits, or the standard's 45 characters, or the bytes of its
/// UTF-8 (said to be that where it is not ASCII), whichever of the three holds all of it.
///
/// ```
/// use tuike_core::share::{QrOptions, qr};
/// let code = qr("https://m.example.com/s/5c0x1", QrOptions::default())?;
/// assert_eq!(code.size, 4 + 29 + 4);
/// # Ok::<(), tuike_core::share::ShareError>(())
/// ```
///
/// # Errors
/// [`ShareError::QrTooLong`]: as bytes more than 2,953 at level L, 2,331 at M, 1,663 at Q or 1,273 at
/// H (ISO/IEC 18004:2015, table 7).
pub fn qr(text: &str, options: QrOptions) -> Result<Qr, ShareError> {
    qr_within(text, options, Version::MAX)
}

/// The same in a code of at most that version, for a place that has only so many pixels.
pub(super) fn qr_within(text: &str, options: QrOptions, most: Version) -> Result<Qr, ShareError> {
    let level = match options.level {
        QrLevel::L => QrCodeEcc::Low,
        QrLevel::M => QrCodeEcc::Medium,
        QrLevel::Q => QrCodeEcc::Quartile,
        QrLevel::H => QrCodeEcc::High,
    };
    // Version 1 can spare 8 of its 26 codewords, and a picture over a tenth of its middle touches more.
    let least = if options.level == QrLevel::H { Version::new(2) } else { Version::MIN };
    let mut segments = QrSegment::make_segments(text);
    if !text.is_ascii() {
        // Bytes mean ISO 8859-1 unless a code says otherwise, and decoders guess: zbar at Shift-JIS first.
        segments.insert(0, QrSegment::make_eci(UTF_8));
    }
    let code = QrCode::encode_segments_advanced(&segments, level, least, most, None, true)
        .map_err(|error| too_long(text, &segments, options.level, error))?;
    let quiet = options.quiet.min(16) as i32;
    let across = -quiet..code.size() + quiet;
    let modules = across.clone().flat_map(|y| across.clone().map(move |x| (x, y)));
    Ok(Qr {
        size: across.len() as u32,
        // Outside the code get_module is false: the quiet zone.
        modules: modules.map(|(x, y)| u8::from(code.get_module(x, y))).collect(),
    })
}

/// How many characters of this text's kind the largest code would have held.
fn too_long(text: &str, segments: &[QrSegment], level: QrLevel, error: DataTooLong) -> ShareError {
    let bits = match error {
        DataTooLong::DataOverCapacity(_, bits) => bits,
        // Longer than a segment's own count can say: of version 40, the largest there is.
        DataTooLong::SegmentTooLong => match level {
            QrLevel::L => 23_648,
            QrLevel::M => 18_672,
            QrLevel::Q => 13_328,
            QrLevel::H => 10_208,
        },
    };
    // The mode takes 4 bits, the count at most 16; three digits take 10 bits, two of the 45 take 11.
    // What says UTF-8 takes 12 bits.
    let bits = if text.is_ascii() { bits } else { bits.saturating_sub(12) };
    let most = match segments.last().map(QrSegment::mode) {
        Some(QrSegmentMode::Numeric) => bits.saturating_sub(18) * 3 / 10,
        Some(QrSegmentMode::Alphanumeric) => bits.saturating_sub(17) * 2 / 11,
        _ => bits.saturating_sub(20) / 8,
    };
    ShareError::QrTooLong { bytes: text.len(), most }
}

/// Makes the QR code of a text as an SVG document, black on white, one unit a module.
///
/// # Errors
/// As [`qr`].
pub fn qr_svg(text: &str, options: QrOptions) -> Result<String, ShareError> {
    let Qr { size, modules } = qr(text, options)?;
    let mut path = String::new();
    for (y, row) in modules.chunks(size.max(1) as usize).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&1) {
                path += &format!("M{x} {y}h{0}v1h-{0}z", run.len());
            }
            x += run.len();
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path d=\"{path}\"/></svg>"
    ))
}
