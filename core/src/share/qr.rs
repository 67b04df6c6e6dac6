//! QR codes (ISO/IEC 18004, model 2) as modules or as an SVG text. Measured in wasm, brotli:
//! qrcodegen 8 KB, fast_qr 13 KB.

use qrcodegen::{QrCode, QrCodeEcc};

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
    /// About 30 %: for a code with a picture in its middle.
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

/// Makes the smallest QR code of a text.
///
/// ```
/// use tuike_core::share::{QrOptions, qr};
/// let code = qr("https://m.example.com/s/5c0x1", QrOptions::default())?;
/// assert_eq!(code.size, 4 + 29 + 4);
/// # Ok::<(), tuike_core::share::ShareError>(())
/// ```
///
/// # Errors
/// [`ShareError::QrTooLong`]: more than about 2,900 bytes at level L or 1,270 at H.
pub fn qr(text: &str, options: QrOptions) -> Result<Qr, ShareError> {
    let level = match options.level {
        QrLevel::L => QrCodeEcc::Low,
        QrLevel::M => QrCodeEcc::Medium,
        QrLevel::Q => QrCodeEcc::Quartile,
        QrLevel::H => QrCodeEcc::High,
    };
    let code = QrCode::encode_text(text, level)
        .map_err(|_| ShareError::QrTooLong { bytes: text.len() })?;
    let quiet = options.quiet.min(16) as i32;
    let across = -quiet..code.size() + quiet;
    let modules = across.clone().flat_map(|y| across.clone().map(move |x| (x, y)));
    Ok(Qr {
        size: across.len() as u32,
        // Outside the code get_module is false: the quiet zone.
        modules: modules.map(|(x, y)| u8::from(code.get_module(x, y))).collect(),
    })
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
