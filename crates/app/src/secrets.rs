//! Secrets: hashes of passwords and tokens, signatures of links, and sealing of what nobody may read at rest.
//!
//! Invariant: the key lies outside the database; a database that leaks opens no link and shows no account number.
//! Absent: where the key file is; the binary reads it.

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit as _},
};
use domain::time::Timestamp;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The installation's secret key and what is made with it.
#[derive(Clone)]
pub struct Secrets {
    key: [u8; 32],
}

/// Why a signed text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Nobody here signed it.
    #[error("This link is not valid. Ask for a new one.")]
    Forged,
    /// It was good once.
    #[error("This link has expired. Ask for a new one.")]
    Expired,
}

impl Secrets {
    /// From the installation's 32 bytes.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// Signs a text for a purpose until an instant; the result is safe in an address.
    #[must_use]
    pub fn sign(&self, purpose: &str, text: &str, until: Timestamp) -> String {
        let body = format!("{}\n{text}", until.0);
        format!("{}.{}", URL_SAFE_NO_PAD.encode(&body), URL_SAFE_NO_PAD.encode(self.mac(purpose, body.as_bytes())))
    }

    /// Reads a signed text.
    ///
    /// # Errors
    /// Says whether it is forged or expired.
    pub fn read(&self, purpose: &str, signed: &str, now: Timestamp) -> Result<String, LinkError> {
        let (body, mac) = signed.split_once('.').ok_or(LinkError::Forged)?;
        let body = URL_SAFE_NO_PAD.decode(body).map_err(|_| LinkError::Forged)?;
        let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| LinkError::Forged)?;
        if !bool::from(self.mac(purpose, &body).ct_eq(mac.as_slice())) {
            return Err(LinkError::Forged);
        }
        let body = String::from_utf8(body).map_err(|_| LinkError::Forged)?;
        let (until, text) = body.split_once('\n').ok_or(LinkError::Forged)?;
        let until: i64 = until.parse().map_err(|_| LinkError::Forged)?;
        if Timestamp(until) < now { Err(LinkError::Expired) } else { Ok(text.to_owned()) }
    }

    /// A keyed digest in an address-safe form, such as a session's token against forged requests.
    #[must_use]
    pub fn digest(&self, purpose: &str, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(purpose, text.as_bytes()))
    }

    /// A name that may be shown for what is known by a secret: always the same, and nobody gets from it to the secret.
    #[must_use]
    pub fn name(&self, purpose: &str, text: &str) -> Uuid {
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(self.mac(purpose, text.as_bytes())).for_each(|(byte, mac)| *byte = mac);
        Uuid::from_bytes(bytes)
    }

    /// Whether two secrets are equal, in a time that says nothing about where they differ.
    #[must_use]
    pub fn same(one: &str, other: &str) -> bool {
        one.as_bytes().ct_eq(other.as_bytes()).into()
    }

    /// Seals a text so that only this installation can open it.
    ///
    /// # Errors
    /// When the cipher refuses, which it does for texts beyond 256 GB.
    pub fn seal(&self, nonce: [u8; 24], text: &str) -> Result<String, String> {
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), text.as_bytes()).map_err(|error| error.to_string())?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens a sealed text.
    ///
    /// # Errors
    /// When it was sealed with another key or damaged.
    pub fn open(&self, sealed: &str) -> Result<String, String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|error| error.to_string())?;
        let (nonce, sealed) = bytes.split_at_checked(24).ok_or("too short")?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| "too short")?;
        let text = self.cipher().decrypt(&XNonce::from(nonce), sealed).map_err(|_| "sealed with another key")?;
        String::from_utf8(text).map_err(|error| error.to_string())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        let key: [u8; 32] = Sha256::digest([self.key.as_slice(), b"seal"].concat()).into();
        XChaCha20Poly1305::new(&key.into())
    }

    fn mac(&self, purpose: &str, bytes: &[u8]) -> Vec<u8> {
        let key: [u8; 32] = Sha256::digest([self.key.as_slice(), purpose.as_bytes()].concat()).into();
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else { return Vec::new() };
        mac.update(bytes);
        mac.finalize().into_bytes().to_vec()
    }
}

/// A secret as people or programs hold it, from random bytes.
#[must_use]
pub fn token(bytes: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The hash under which a token is kept.
#[must_use]
pub fn token_hash(token: &str) -> String {
    domain::files::ContentHash::from_digest(&Sha256::digest(token.as_bytes())).as_str().to_owned()
}

/// So many passwords are hashed or checked at once; each takes 19 MiB, so that a crowd at the door waits instead of
/// taking the memory of the house.
const AT_ONCE: usize = 2;
static PASSWORD_WORK: Semaphore = Semaphore::const_new(AT_ONCE);

/// Does work with passwords outside the async threads, a few at a time.
///
/// # Errors
/// When the work panicked.
pub(crate) async fn password_work<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> crate::Result<T> {
    let broken = |error: &dyn std::fmt::Display| crate::Error::Broken(error.to_string());
    let _turn = PASSWORD_WORK.acquire().await.map_err(|error| broken(&error))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| broken(&error))
}

/// Hashes a password with Argon2id at the crate's defaults (19 MiB, two passes: OWASP's first choice). Slow on
/// purpose; callers run it in [`password_work`].
///
/// # Errors
/// When the hasher refuses.
pub fn hash_password(password: &str, salt: [u8; 16]) -> Result<String, String> {
    Ok(Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map_err(|error| error.to_string())?.to_string())
}

/// Whether a password fits a stored hash.
#[must_use]
pub fn password_fits(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_link_is_for_one_purpose_and_one_time() {
        let secrets = Secrets::new([7; 32]);
        let link = secrets.sign("portal", "creator 1", Timestamp(100));
        assert_eq!(secrets.read("portal", &link, Timestamp(99)), Ok("creator 1".to_owned()));
        assert_eq!(secrets.read("portal", &link, Timestamp(101)), Err(LinkError::Expired));
        assert_eq!(secrets.read("review", &link, Timestamp(99)), Err(LinkError::Forged));
        assert_eq!(Secrets::new([8; 32]).read("portal", &link, Timestamp(99)), Err(LinkError::Forged));
        let forged = link.replacen(char::from(link.as_bytes()[3]), "A", 1);
        assert_eq!(secrets.read("portal", &format!("{forged}x"), Timestamp(99)), Err(LinkError::Forged));
    }

    #[test]
    fn a_name_stays_the_same_and_is_another_for_another_purpose_text_and_key() {
        let secrets = Secrets::new([7; 32]);
        let name = secrets.name("session", "a hash");
        assert_eq!(name, secrets.name("session", "a hash"));
        assert_ne!(name, secrets.name("session", "another"));
        assert_ne!(name, secrets.name("other", "a hash"));
        assert_ne!(name, Secrets::new([8; 32]).name("session", "a hash"));
    }

    #[test]
    fn sealed_texts_open_only_here() {
        let secrets = Secrets::new([7; 32]);
        let sealed = secrets.seal([1; 24], "GB33 BUKB 2020 1555 5555 55").unwrap();
        assert!(!sealed.contains("GB33"));
        assert_eq!(secrets.open(&sealed).unwrap(), "GB33 BUKB 2020 1555 5555 55");
        assert!(Secrets::new([8; 32]).open(&sealed).is_err());
    }

    #[test]
    fn passwords_are_hashed_with_argon2id() {
        let hash = hash_password("a quiet long sentence", [3; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(password_fits("a quiet long sentence", &hash));
        assert!(!password_fits("another sentence", &hash));
    }
}
