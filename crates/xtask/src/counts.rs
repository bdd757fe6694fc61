//! Counts what passed from what test programs print.
//!
//! Invariant: a test that says `SKIPPED:` is counted as skipped and never as passed, although its harness calls it ok.
//! Absent: running anything.

/// One test program.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub struct Suite {
    /// Where its tests are.
    pub name: String,
    /// Tests that ran and passed.
    pub passed: usize,
    /// Tests that failed.
    pub failed: usize,
    /// What was skipped, with its reason.
    pub skipped: Vec<String>,
}

/// Reads the output of `cargo test -- --show-output` line by line.
#[derive(Debug, Default)]
pub struct Reader {
    /// Suites that have ended.
    pub suites: Vec<Suite>,
    current: Suite,
    /// The test whose output is shown now, and whether it has already said that it was skipped.
    shown: Option<(String, bool)>,
    /// Between `successes:` and what comes after: output of passing tests, which nobody needs to read.
    quiet: bool,
}

impl Reader {
    /// Takes one line; gives whether a person wants to see it.
    pub fn line(&mut self, line: &str) -> bool {
        if let Some(name) = suite_name(line) {
            self.current = Suite { name, ..Suite::default() };
        } else if let Some((passed, failed, ignored)) = result(line) {
            self.end_suite(passed, failed, ignored);
        } else if let Some(test) = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----")) {
            self.shown = Some((test.to_owned(), false));
        } else if let Some(at) = line.find("SKIPPED:") {
            self.skip(line[at + "SKIPPED:".len()..].trim());
        } else if line == "successes:" {
            self.quiet = true;
        } else if line == "failures:" {
            self.quiet = false;
        } else if let Some(test) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... ignored")) {
            self.current.skipped.push(format!("{test}: marked #[ignore]"));
        }
        !self.quiet
    }

    fn skip(&mut self, reason: &str) {
        match &mut self.shown {
            Some((_, true)) => {}
            Some((test, said)) => {
                *said = true;
                self.current.skipped.push(format!("{test}: {reason}"));
            }
            None => self.current.skipped.push(reason.to_owned()),
        }
    }

    fn end_suite(&mut self, passed: usize, failed: usize, ignored: usize) {
        let mut suite = std::mem::take(&mut self.current);
        // Tests that say SKIPPED are among the harness's passed ones; ignored ones are not. An ignored test with a
        // reason (`... ignored, because`) has no line of its own above and is counted here.
        let marked = suite.skipped.iter().filter(|line| line.ends_with(": marked #[ignore]")).count();
        let said = suite.skipped.len() - marked;
        suite.passed = passed.saturating_sub(said);
        suite.failed = failed;
        suite.skipped.extend((marked..ignored).map(|_| "a test marked #[ignore]".to_owned()));
        (self.shown, self.quiet) = (None, false);
        self.suites.push(suite);
    }
}

/// `     Running unittests src/lib.rs (target/debug/deps/domain-1f2e)` is `domain`.
fn suite_name(line: &str) -> Option<String> {
    let line = line.trim_start();
    if let Some(name) = line.strip_prefix("Doc-tests ") {
        return Some(format!("{name} (examples in comments)"));
    }
    let (source, program) = line.strip_prefix("Running ")?.strip_suffix(')')?.split_once(" (")?;
    let name = program.rsplit(['/', '\\']).next()?;
    let name = name.rsplit_once('-').map_or(name, |(name, _)| name);
    Some(if source == "unittests src/main.rs" { format!("{name} (binary)") } else { name.to_owned() })
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; ...`
fn result(line: &str) -> Option<(usize, usize, usize)> {
    let rest = line.strip_prefix("test result: ")?;
    let number = |word: &str| -> Option<usize> {
        let before = &rest[..rest.find(&format!(" {word}"))?];
        before.rsplit([' ', ';']).next()?.parse().ok()
    };
    Some((number("passed")?, number("failed")?, number("ignored")?))
}

/// Reads the summary lines of `node --test --test-reporter=tap`; nothing when the run did not get that far.
pub fn node_suite(name: &str, output: &str) -> Option<Suite> {
    let number = |word: &str| output.lines().rev().find_map(|line| line.strip_prefix(&format!("# {word} "))?.trim().parse::<usize>().ok());
    let count = number("skipped")? + number("todo")?;
    // `ok 5 - its name # SKIP why`
    let mut skipped: Vec<String> = output
        .lines()
        .filter_map(|line| line.split_once(" # SKIP"))
        .filter_map(|(test, why)| Some(format!("{}: {}", test.split_once(" - ")?.1, why.trim())))
        .take(count)
        .collect();
    skipped.resize_with(count, || format!("a test of {name} that is marked as skipped"));
    Some(Suite { name: name.to_owned(), passed: number("pass")?, failed: number("fail")? + number("cancelled")?, skipped })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
     Running unittests src/lib.rs (target/debug/deps/domain-80f8e1)
running 3 tests
test money::tests::rounding ... ok
test money::tests::slow ... ignored
test money::tests::broken ... FAILED
successes:
---- money::tests::rounding stdout ----
chatter
successes:
    money::tests::rounding
failures:
---- money::tests::broken stdout ----
thread panicked
test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s
     Running tests/it/main.rs (target/debug/deps/it-55aa)
successes:
---- browser::path stdout ----
SKIPPED: no browser
SKIPPED: no browser again
---- store::both stdout ----
SKIPPED: no PostgreSQL
test result: ok. 10 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
   Doc-tests domain
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s";

    #[test]
    fn a_run_is_summed_up_per_suite() {
        let mut reader = Reader::default();
        let seen: Vec<&str> = OUTPUT.lines().filter(|line| reader.line(line)).collect();
        let brief: Vec<_> =
            reader.suites.iter().map(|suite| (suite.name.as_str(), suite.passed, suite.failed, suite.skipped.len())).collect();
        assert_eq!(brief, [("domain", 1, 1, 1), ("it", 8, 0, 2), ("domain (examples in comments)", 2, 0, 1)]);
        assert_eq!(reader.suites[1].skipped, ["browser::path: no browser", "store::both: no PostgreSQL"]);
        assert!(!seen.contains(&"chatter"), "a passing test's output is not shown");
        assert!(seen.contains(&"thread panicked"), "a failing test's output is");
    }

    #[test]
    fn nodes_summary_is_read() {
        let output =
            "ok 1 - a\nok 2 - b # SKIP no browser\n# tests 4\n# suites 0\n# pass 2\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0\n";
        let suite = node_suite("browser", output).unwrap();
        assert_eq!((suite.passed, suite.failed, suite.skipped), (2, 1, vec!["b: no browser".to_owned()]));
        assert_eq!(node_suite("browser", "node: not found"), None);
    }
}
