//! The client against an OpenAPI mock of YouTube that nobody here wrote: it knows the interface's description, refuses a question
//! that does not fit it, and answers with every field made up by its type.
//!
//! Absent: keys and state; the description knows log-ins alone, so that a token is sent, and our own server has the rest.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use app::ports::{ChannelBy, YouTube};
use domain::creators::{ChannelId, fetching::Failure};
use outside::YouTubeApi;

use super::MAYA;
use crate::support::databases::block_on;

/// Ends the mock when the story ends.
struct Mock(Child);

impl Drop for Mock {
    fn drop(&mut self) {
        // It is a script that starts another process; both stand in a group of their own.
        let _ = Command::new("kill").args(["--", &format!("-{}", self.0.id())]).status();
        let _ = self.0.wait();
    }
}

/// The mock and the interface's description, where both are there.
fn mock() -> Option<(PathBuf, PathBuf)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var_os("TROUPE_PRISM").map(PathBuf::from);
    let prism = named.unwrap_or_else(|| here.join("browser/node_modules/.bin/prism"));
    let named = std::env::var_os("TROUPE_YOUTUBE_OPENAPI").map(PathBuf::from);
    let description = named.unwrap_or_else(|| here.join("../../../shared/specs/google/youtube.v3.openapi.json"));
    for (what, path, name) in [("Prism", &prism, "TROUPE_PRISM"), ("YouTube's description", &description, "TROUPE_YOUTUBE_OPENAPI")] {
        if !path.exists() {
            println!("SKIPPED: YouTube's client was not held against its OpenAPI mock: {what} is not there ({name} names it)");
            return None;
        }
    }
    Some((prism, description))
}

#[test]
fn questions_fit_the_interfaces_description_and_its_answers_are_read() {
    let Some((prism, description)) = mock() else { return };
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a place").local_addr().expect("an address").port();
    let mut command = Command::new(prism);
    command.args(["mock", "-h", "127.0.0.1", "-p", &port.to_string()]).arg(description);
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let _mock = Mock(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the mock starts"));
    block_on(async {
        for _ in 0..120 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let api = YouTubeApi::new(&format!("http://127.0.0.1:{port}/youtube/v3")).expect("a client");
        // A key alone is refused there, as a log-in that is missing.
        assert!(matches!(api.check("no-token").await, Err(Failure::Refused { .. })));
        let api = api.with_tokens();
        api.check("token").await.expect("the question fits");
        // Made-up texts are no ids, so that the fit of the question is what is seen.
        let by = ChannelBy::Id(ChannelId::youtube(MAYA).expect("an id"));
        let channel = api.channel("token", &by).await;
        assert!(matches!(&channel, Ok(_) | Err(Failure::Unreadable { .. })), "{channel:?}");
        if let Err(Failure::Unreadable { reason }) = channel {
            assert_eq!(reason, "A channel in it has no id.");
        }
        api.uploads("token", "UUx", Some("PAGE")).await.expect("the question fits");
        api.videos("token", &["a".to_owned(), "b".to_owned()]).await.expect("the question fits");
        api.comments("token", "a").await.expect("the question fits");
        api.search("token", "repairs", Some("DE"), None).await.expect("the question fits");
    });
}
