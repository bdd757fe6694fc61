//! Mail by SMTP, and the mailbox that keeps what no server takes.
//!
//! Invariant: a second try of the same letter carries the same Message-ID, so that a mailbox shows it once; a failure
//! says whether another try is worth it. Absent: queues and retries; the outbox has them.

use std::time::Duration;

use app::ports::{Delivery, Letter, MailFailure, Mailer};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{AsyncSmtpTransportBuilder, Error as SmtpError},
};

/// How long one conversation with a server may take.
const TIME: Duration = Duration::from_secs(30);
/// RFC 8058, 3: both headers together let a mail program stop mail in one step.
const LIST_UNSUBSCRIBE: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe");
const LIST_UNSUBSCRIBE_POST: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe-Post");

/// Sends through a mail server.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl SmtpMailer {
    /// From an address such as `smtps://user:password@mail.example.com` or
    /// `smtp://user:password@mail.example.com:587?tls=required`.
    ///
    /// # Errors
    /// Says what is wrong with it, without repeating it: it holds a password.
    pub fn new(url: &str) -> Result<Self, String> {
        Ok(Self { transport: builder(url)?.timeout(Some(TIME)).build() })
    }

    /// Whether an address of a mail server can be read, without opening anything.
    ///
    /// # Errors
    /// As [`SmtpMailer::new`].
    pub fn check(url: &str) -> Result<(), String> {
        builder(url).map(drop)
    }
}

fn builder(url: &str) -> Result<AsyncSmtpTransportBuilder, String> {
    const LIKE: &str = "write it like smtp://user:password@mail.example.com:587?tls=required";
    let Some(rest) = url.strip_prefix("smtp://").or_else(|| url.strip_prefix("smtps://")) else {
        return Err(format!("it does not begin with smtp:// or smtps://; {LIKE}"));
    };
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = place.rsplit('@').next().unwrap_or_default();
    if host.is_empty() || host.starts_with(':') {
        return Err(format!("it names no mail server; {LIKE}"));
    }
    AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| format!("it cannot be read ({error}); {LIKE}"))
}

#[async_trait::async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, letter: &Letter) -> Result<Delivery, MailFailure> {
        let message = message(letter)?;
        self.transport.send(message).await.map_err(|error| failure(&error))?;
        Ok(Delivery::Sent)
    }

    fn captures(&self) -> bool {
        false
    }
}

/// Keeps every mail in the captured mailbox, which the interface shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct CapturedMailer;

#[async_trait::async_trait]
impl Mailer for CapturedMailer {
    async fn send(&self, _: &Letter) -> Result<Delivery, MailFailure> {
        Ok(Delivery::Captured)
    }

    fn captures(&self) -> bool {
        true
    }
}

fn message(letter: &Letter) -> Result<Message, MailFailure> {
    let mailbox = |text: &str| text.parse::<Mailbox>().map_err(|_| format!("\"{text}\" is no mail address."));
    let from = mailbox(&letter.from).map_err(MailFailure::Never)?;
    let id = message_id(&letter.key, from.email.domain());
    let mut builder = Message::builder()
        .from(from)
        .to(mailbox(&letter.to).map_err(MailFailure::NoSuchAddress)?)
        .subject(&letter.subject)
        .message_id(Some(id))
        .header(ContentType::TEXT_PLAIN);
    if let Some(address) = &letter.unsubscribe {
        builder = builder.raw_header(HeaderValue::new(LIST_UNSUBSCRIBE, format!("<{address}>")));
        builder = builder.raw_header(HeaderValue::new(LIST_UNSUBSCRIBE_POST, "List-Unsubscribe=One-Click".to_owned()));
    }
    builder.body(letter.body.clone()).map_err(|error| MailFailure::Never(format!("The mail cannot be written: {error}.")))
}

/// `<mail.0190…@example.com>`: the key with what RFC 5322 allows on the left of an id.
fn message_id(key: &str, domain: &str) -> String {
    let left: String = key.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '.' }).collect();
    format!("<{left}@{domain}>")
}

/// Answers to us and not to the mail: commands that are not known or not in order, and a sign-in that is wanted or was refused
/// (RFC 5321, 4.2.3; RFC 4954, 4 and 6). Once somebody has mended the configuration, the same mail leaves by itself.
const ABOUT_US: &[&str] = &["500", "501", "502", "503", "504", "521", "530", "534", "535", "538"];

/// A 5xx answer about the mail is for ever, everything else may be better later (RFC 5321, 4.2.1).
fn failure(error: &SmtpError) -> MailFailure {
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_words = cause.to_string();
        if !words.contains(&cause_words) {
            words = format!("{words}: {cause_words}");
        }
        source = cause.source();
    }
    match error.status().map(|code| code.to_string()) {
        Some(code) if !error.is_permanent() || ABOUT_US.contains(&code.as_str()) => MailFailure::Later(words),
        Some(code) if is_about_the_address(&code, &words) => MailFailure::NoSuchAddress(words),
        Some(_) => MailFailure::Never(words),
        None => MailFailure::Later(words),
    }
}

/// Whether a permanent refusal says that nobody is there: an enhanced code 5.1.x or 5.2.1 (RFC 3463), and where the server
/// gives none, the reply codes that mean so (RFC 5321, 4.2.3). A refused password or a policy says nothing of the address.
fn is_about_the_address(code: &str, words: &str) -> bool {
    let enhanced = words.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_ascii_digit())).find(|word| {
        let mut parts = word.split('.');
        parts.next() == Some("5") && parts.clone().count() == 2 && parts.all(|part| part.parse::<u16>().is_ok())
    });
    match enhanced {
        Some(enhanced) => enhanced.starts_with("5.1.") || enhanced == "5.2.1",
        None => matches!(code, "550" | "551" | "553"),
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
        net::TcpListener,
    };

    use super::*;

    fn letter() -> Letter {
        Letter {
            key: "mail:0190-a".into(),
            from: "\"Brand, Zoë\" <hello@brand.example>".into(),
            to: "ana@example.com".into(),
            subject: "An idea — für dich".into(),
            body: "Hello Ana,\n\n.a line that begins with a dot\n".into(),
            unsubscribe: Some("https://troupe.example/unsubscribe/abc".into()),
        }
    }

    /// A mail server that answers RCPT with a line of the test's choice and gives back the data.
    async fn server(recipient: &'static str) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let handle = tokio::spawn(async move {
            let (socket, _) = listener.accept().await.unwrap();
            let (read, mut write) = socket.into_split();
            let mut lines = BufReader::new(read).lines();
            write.write_all(b"220 test\r\n").await.unwrap();
            let (mut data, mut in_data) = (String::new(), false);
            while let Ok(Some(line)) = lines.next_line().await {
                let answer = if in_data && line == "." {
                    in_data = false;
                    "250 kept"
                } else if in_data {
                    data.push_str(&line);
                    data.push('\n');
                    continue;
                } else if line.starts_with("RCPT") {
                    recipient
                } else if line == "DATA" {
                    in_data = true;
                    "354 go on"
                } else if line == "QUIT" {
                    let _ = write.write_all(b"221 bye\r\n").await;
                    break;
                } else {
                    "250 fine"
                };
                write.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
                if answer == "250 kept" {
                    break;
                }
            }
            data
        });
        (url, handle)
    }

    #[tokio::test]
    async fn a_letter_reaches_the_server_with_a_lasting_id() {
        let (url, data) = server("250 fine").await;
        let mailer = SmtpMailer::new(&url).unwrap();
        assert_eq!(mailer.send(&letter()).await, Ok(Delivery::Sent));
        let data = data.await.unwrap();
        assert!(data.contains("Message-ID: <mail.0190-a@brand.example>"), "{data}");
        assert!(data.contains("To: ana@example.com"), "{data}");
        let folded = data.replace("\n ", " ");
        assert!(folded.contains("List-Unsubscribe: <https://troupe.example/unsubscribe/abc>"), "{data}");
        assert!(folded.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{data}");
        assert!(!mailer.captures());
    }

    #[tokio::test]
    async fn only_a_permanent_refusal_is_for_ever() {
        let (url, _data) = server("550 5.1.1 no such mailbox").await;
        let refused = SmtpMailer::new(&url).unwrap().send(&letter()).await.unwrap_err();
        assert!(matches!(&refused, MailFailure::NoSuchAddress(reason) if reason.contains("no such mailbox")), "{refused:?}");
        let (url, _data) = server("451 4.7.1 greylisted").await;
        let later = SmtpMailer::new(&url).unwrap().send(&letter()).await.unwrap_err();
        assert!(matches!(&later, MailFailure::Later(reason) if reason.contains("greylisted")), "{later:?}");
        let nobody = SmtpMailer::new("smtp://127.0.0.1:1").unwrap().send(&letter()).await.unwrap_err();
        assert!(matches!(nobody, MailFailure::Later(_)));
    }

    #[tokio::test]
    async fn an_address_that_is_none_is_given_up() {
        let mailer = SmtpMailer::new("smtp://127.0.0.1:1").unwrap();
        let wrong = Letter { to: "nobody".into(), ..letter() };
        assert_eq!(mailer.send(&wrong).await, Err(MailFailure::NoSuchAddress("\"nobody\" is no mail address.".into())));
        assert_eq!(CapturedMailer.send(&wrong).await, Ok(Delivery::Captured));
    }

    #[test]
    fn only_what_a_server_says_of_the_address_is_a_bounce() {
        for (code, words, expected) in [
            ("550", "permanent error (550): 5.1.1 <ana@example.com>: Recipient address rejected", true),
            ("550", "permanent error (550): 5.1.10 recipient not found", true),
            ("550", "permanent error (550): no such user here", true),
            ("553", "permanent error (553): mailbox name not allowed", true),
            ("550", "permanent error (550): 5.7.515 access denied, sending domain does not meet the level", false),
            ("552", "permanent error (552): 5.2.2 mailbox full", false),
            ("550", "permanent error (550): 5.2.1 mailbox disabled", true),
            ("535", "permanent error (535): 5.7.8 authentication failed", false),
            ("535", "permanent error (535): authentication failed", false),
            ("554", "permanent error (554): message rejected by 10.5.1.1", false),
        ] {
            assert_eq!(is_about_the_address(code, words), expected, "{words}");
        }
    }

    #[test]
    fn a_wrong_url_is_refused_without_showing_its_password() {
        let error = SmtpMailer::new("http://user:secret@host").err().unwrap();
        assert!(!error.contains("secret"), "{error}");
    }
}
