//! Licences: the allowed list, and whether an SPDX expression can be satisfied from it.
//!
//! Invariant: an expression that we cannot read is refused, never guessed. Absent: what a licence asks of us
//! (THIRD_PARTY.md names every package; `deny.toml` repeats this list for `cargo deny`, and a test compares them).

/// SPDX identifiers that Troupe (Apache-2.0) may be built with: permissive ones, and file-level copyleft (MPL-2.0),
/// which asks nothing of our own files.
pub const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Exceptions (`licence WITH exception`) that only widen what a licence allows.
pub const ALLOWED_EXCEPTIONS: &[&str] = &["LLVM-exception"];

/// Whether the expression can be satisfied by licences of [`ALLOWED`] alone.
///
/// `OR` needs one side, `AND` both; `AND` binds tighter, as SPDX says. The old `MIT/Apache-2.0` reads as `OR`.
///
/// # Errors
/// When the text is no SPDX expression; the message says where it stopped making sense.
pub fn is_allowed(expression: &str) -> Result<bool, String> {
    let tokens = tokens(expression);
    let mut parser = Parser { tokens: &tokens, at: 0 };
    let allowed = parser.either()?;
    match parser.next() {
        None => Ok(allowed),
        Some(rest) => Err(format!("\"{expression}\" goes on with \"{rest}\" where it should end")),
    }
}

fn tokens(expression: &str) -> Vec<String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    spaced.split_whitespace().map(str::to_owned).collect()
}

struct Parser<'a> {
    tokens: &'a [String],
    at: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<&str> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|token| token == word);
        self.at += usize::from(found);
        found
    }

    fn either(&mut self) -> Result<bool, String> {
        let mut allowed = self.both()?;
        while self.takes("OR") {
            // Both sides are always read, so that a broken right side is an error.
            allowed |= self.both()?;
        }
        Ok(allowed)
    }

    fn both(&mut self) -> Result<bool, String> {
        let mut allowed = self.one()?;
        while self.takes("AND") {
            allowed &= self.one()?;
        }
        Ok(allowed)
    }

    fn one(&mut self) -> Result<bool, String> {
        if self.takes("(") {
            let allowed = self.either()?;
            return if self.takes(")") { Ok(allowed) } else { Err("a bracket is not closed".to_owned()) };
        }
        let name = self.next().ok_or("a licence is missing at the end")?.to_owned();
        if ["AND", "OR", "WITH", ")"].contains(&name.as_str()) {
            return Err(format!("a licence is missing before \"{name}\""));
        }
        let mut allowed = ALLOWED.contains(&name.as_str());
        if self.takes("WITH") {
            let exception = self.next().ok_or("an exception is missing after WITH")?;
            allowed &= ALLOWED_EXCEPTIONS.contains(&exception);
        }
        Ok(allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read_as_spdx_says() {
        for (expression, expected) in [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("MIT OR GPL-3.0-only", true),
            ("MIT AND GPL-3.0-only", false),
            ("MIT/Apache-2.0", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("Apache-2.0 WITH Commons-Clause", false),
            ("GPL-2.0-only WITH Classpath-exception-2.0 OR ISC", true),
            // AND binds tighter: the left side alone satisfies this one.
            ("MIT OR GPL-3.0-only AND AGPL-3.0-only", true),
            ("(MIT OR GPL-3.0-only) AND AGPL-3.0-only", false),
            ("ISC AND (Apache-2.0 OR ISC)", true),
        ] {
            assert_eq!(is_allowed(expression), Ok(expected), "{expression}");
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for broken in ["", "OR MIT", "MIT OR", "(MIT", "MIT)", "MIT Apache-2.0", "MIT WITH"] {
            assert!(is_allowed(broken).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn the_list_is_in_order() {
        assert!(ALLOWED.is_sorted());
    }
}
