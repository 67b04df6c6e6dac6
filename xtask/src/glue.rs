//! wasm-bindgen's glue for the web app, without what the app has no use for and with short names.
//!
//! A name that crosses stands in the module and in the glue, with sixteen digits of a hash: as wasm-opt
//! shortens them, the glue must follow. Glue of another shape (wasm-bindgen 0.2.130 is known) is an error.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use crate::files;
use crate::run::Result;

/// Exports that nothing calls: wasm-bindgen's two, and those of wasm-streams, which leptos brings along.
pub(crate) const DROPPED: [&str; 15] = [
    "__abort_handler",
    "__instance_terminated",
    "__wbg_intounderlyingbytesource_free",
    "__wbg_intounderlyingsink_free",
    "__wbg_intounderlyingsource_free",
    "intounderlyingbytesource_autoAllocateChunkSize",
    "intounderlyingbytesource_cancel",
    "intounderlyingbytesource_pull",
    "intounderlyingbytesource_start",
    "intounderlyingbytesource_type",
    "intounderlyingsink_abort",
    "intounderlyingsink_close",
    "intounderlyingsink_write",
    "intounderlyingsource_cancel",
    "intounderlyingsource_pull",
];

/// Rewrites the glue to the names that `said`, wasm-opt's answer, maps to.
pub(crate) fn shorten(glue: &Path, said: &str) -> Result<()> {
    let text = shortened(&files::read(glue)?, said)?;
    files::write(glue, text)
}

fn shortened(glue: &str, said: &str) -> Result<String> {
    let said: Value = serde_json::from_str(said)?;
    let imports = names(&said["imports"], 1)?;
    let exports = names(&said["exports"], 0)?;
    let module = said["imports"][0][0].as_str().ok_or("no import has a module")?;
    // wasm-opt calls every module `a`.
    let short = said["imports"][0][2].as_str().map(|_| "a").unwrap_or_default();
    let mut out = String::with_capacity(glue.len());
    let mut dropping: Option<&str> = None;
    let mut known = 0;
    for line in glue.lines() {
        if let Some(end) = dropping {
            if line.starts_with(end) || line.ends_with(';') && end == "    :" {
                dropping = None;
            }
            continue;
        }
        if line.starts_with("export class IntoUnderlying") {
            dropping = Some("}");
            continue;
        }
        if line.starts_with("const IntoUnderlying") {
            dropping = Some("    :");
            continue;
        }
        if line.starts_with("if (Symbol.dispose) IntoUnderlying") {
            continue;
        }
        if let Some((name, rest)) = import_of(line) {
            match imports.get(name) {
                Some(name) => {
                    known += 1;
                    out += &format!("        {name}: {}\n", renamed(rest, &exports));
                }
                None => dropping = Some("        },"),
            }
            continue;
        }
        let line = line
            .replace("export { initSync, __wbg_init as default };", "export default __wbg_init;")
            .replace(&format!("\"{module}\": import0"), &format!("\"{short}\": import0"));
        out += &renamed(&line, &exports);
        out.push('\n');
    }
    if known != imports.len() {
        return Err(format!("the glue gives {known} of {} imports", imports.len()).into());
    }
    for left in ["IntoUnderlying", "initSync }", module, "wasm.__"] {
        if out.contains(left) {
            return Err(format!("the glue still has `{left}`: has wasm-bindgen changed?").into());
        }
    }
    Ok(out)
}

/// The pairs of old and new names; the old one is at `at`, the new one after it.
fn names(list: &Value, at: usize) -> Result<HashMap<String, String>> {
    let pairs = list.as_array().ok_or("wasm-opt gave no names")?;
    let text = |pair: &Value, at: usize| pair[at].as_str().map(str::to_owned);
    let pair = |pair: &Value| Some((text(pair, at)?, text(pair, at + 1)?));
    pairs.iter().map(pair).collect::<Option<_>>().ok_or_else(|| "names of another shape".into())
}

/// `        NAME: function(…) {` as the name and what follows it.
fn import_of(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.strip_prefix("        ")?.split_once(": ")?;
    (name.starts_with("__wb") && rest.starts_with("function(")).then_some((name, rest))
}

/// Every `wasm.NAME` with the short name.
fn renamed(line: &str, exports: &HashMap<String, String>) -> String {
    const DOT: &str = "wasm.";
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(DOT) {
        let (before, after) = rest.split_at(at + DOT.len());
        let end =
            after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        let (name, left) = after.split_at(end);
        out += before;
        out += exports.get(name).map_or(name, String::as_str);
        rest = left;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::shortened;

    const SAID: &str = r#"{ "imports": [["./x_bg.js", "__wbg_a_0123", "q"]],
        "exports": [["__wbindgen_malloc", "r"], ["memory", "s"]] }"#;

    const GLUE: &str = r#"export class IntoUnderlyingSink {
    free() { wasm.__wbg_intounderlyingsink_free(1, 0); }
}
if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = IntoUnderlyingSink.prototype.free;
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_a_0123: function(arg0) {
            return f(arg0, wasm.__wbindgen_malloc, wasm.memory.buffer);
        },
        __wbg_unused_4567: function(arg0) {
            return wasm.__wbindgen_unused(arg0);
        },
    };
    return { "./x_bg.js": import0 };
}
const IntoUnderlyingSinkFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_intounderlyingsink_free(ptr, 1));
let wasm;
export { initSync, __wbg_init as default };
"#;

    #[test]
    fn names_become_short_and_what_nothing_calls_goes() {
        let wanted = r#"function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        q: function(arg0) {
            return f(arg0, wasm.r, wasm.s.buffer);
        },
    };
    return { "a": import0 };
}
let wasm;
export default __wbg_init;
"#;
        assert_eq!(shortened(GLUE, SAID).unwrap(), wanted);
    }

    #[test]
    fn an_import_that_the_glue_lacks_stops_the_build() {
        let glue = GLUE.replace("__wbg_a_0123", "__wbg_b_0123");
        assert!(shortened(&glue, SAID).unwrap_err().to_string().contains("0 of 1"));
    }
}
