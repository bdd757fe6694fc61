//! A process with a payment provider connected: the binary's own command line, run by the tests' program, because the binary comes
//! without the client of any provider.
//!
//! Invariant: nothing differs from the binary but the provider, which is asked over the network as a real one is; an answer that
//! does not come is never taken for a refusal. Absent: the provider itself; `bank` plays it.

use std::{process::Command, sync::Arc, time::Duration};

use app::ports::{PaymentFailure, PaymentProvider, Remittance};
use domain::{
    payments::payout::{Finding, ProviderTimes},
    time::{DAY, SECOND, Timestamp, Zone},
};
use serde_json::{Value, json};
use troupe::{cli, config::Overrides, runtime::Ports};

/// How long it waits for the provider.
pub const PATIENCE: Duration = Duration::from_secs(1);
/// What such a process is told to run.
const RUNS: &str = "TROUPE_HOUSE_RUNS";
/// Where it is told that its provider is.
const PROVIDER: &str = "TROUPE_HOUSE_PROVIDER";

/// The tests' program, told to run `serve` or `work` with a provider.
pub fn command(what: &str, provider: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("the tests' program"));
    command.args(["--exact", "kills::house::a_process_of_the_house_runs_until_it_is_killed", "--nocapture"]);
    // A program's first thread has as much of a stack; a test's has less.
    command.env("RUST_MIN_STACK", (8 << 20).to_string()).env(RUNS, what).env(PROVIDER, provider);
    command
}

/// In a run of the tests nobody has told it what to be, and it has nothing to do.
#[test]
fn a_process_of_the_house_runs_until_it_is_killed() {
    let (Ok(what), Ok(provider)) = (std::env::var(RUNS), std::env::var(PROVIDER)) else { return };
    let command = match what.as_str() {
        "serve" => cli::Command::Serve,
        "work" => cli::Command::Work,
        other => panic!("there is no process {other}"),
    };
    let arguments = cli::Arguments { command: Some(command), overrides: Overrides::default() };
    let _ = cli::run_with(arguments, || Ports { provider: Some(Arc::new(Wire::to(&provider))), ..Ports::real() });
}

/// The client of the provider.
struct Wire {
    http: reqwest::Client,
    base: String,
}

impl Wire {
    fn to(base: &str) -> Self {
        // The provider listens on this machine, where the guarded client would not go.
        #[allow(clippy::disallowed_methods)]
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().expect("a client");
        Self { http, base: base.to_owned() }
    }
}

#[async_trait::async_trait]
impl PaymentProvider for Wire {
    fn name(&self) -> &str {
        "Sandbank"
    }

    /// Seconds, so that a story sees what the clock does in hours.
    fn times(&self) -> ProviderTimes {
        ProviderTimes { visible_after: SECOND, key_lifetime: DAY, news_within: 2 * SECOND, look_again: SECOND }
    }

    async fn submit(&self, remittance: &Remittance) -> Result<(), PaymentFailure> {
        let Remittance { key, amount, receiver, name, note } = remittance;
        let order = json!({ "minor": amount.minor, "currency": amount.currency, "receiver": receiver, "name": name, "note": note });
        let sent = self.http.post(format!("{}/transfers", self.base)).header("idempotency-key", key.as_str()).json(&order).send().await;
        match sent.map(|answer| answer.status().as_u16()) {
            Ok(200..=299) => Ok(()),
            Ok(status @ 400..=499) => Err(PaymentFailure::Refused(format!("The provider answered {status}."))),
            Ok(status) => Err(PaymentFailure::Unknown(format!("The provider answered {status}."))),
            Err(error) if error.is_connect() => Err(PaymentFailure::Later("Nothing answers at the provider.".to_owned())),
            Err(_) => Err(PaymentFailure::Unknown("The connection broke before an answer came.".to_owned())),
        }
    }

    async fn look_up(&self, key: &str, zone: &Zone) -> Finding {
        let Ok(answer) = self.http.get(format!("{}/transfers/{key}", self.base)).send().await else { return Finding::NoAnswer };
        match answer.status().as_u16() {
            200 => {}
            404 => return Finding::Nothing,
            _ => return Finding::NoAnswer,
        }
        let Ok(found) = answer.json::<Value>().await else { return Finding::NoAnswer };
        match (found["reference"].as_str(), found["settled_at"].as_i64()) {
            (Some(reference), Some(at)) => Finding::Settled { reference: reference.to_owned(), on: Timestamp(at).day_in(zone) },
            _ => Finding::UnderWay,
        }
    }
}
