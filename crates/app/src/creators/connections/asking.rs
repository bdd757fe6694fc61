//! One question to a platform: counted, asked, and asked again where that is safe.
//!
//! Invariant: each try is counted before it leaves. Absent: which questions, and what follows from a failure.

use std::{pin::Pin, time::Duration};

use domain::{
    creators::{
        connections::{
            Connection, ConnectionError,
            quota::{self, Bucket, Purpose},
        },
        fetching::Failure,
    },
    ids::OrganisationId,
};
use store::creators::connections::{Spend, spend};

use crate::{
    App, Error, Result,
    ports::{Instagram, InstagramKey, TikTok, TikTokApp, YouTube},
};

/// So often a question is asked in all when nothing answers. All of them only read, so that asking twice does no harm.
const TRIES: u32 = 3;
/// How long it waits before the second try; twice as long before the third, and up to half as much again, by chance.
const PAUSE: u64 = 300;

/// Asks one organisation's connection.
pub struct Asker<'a> {
    app: &'a App,
    organisation: OrganisationId,
    key: String,
    purpose: Purpose,
    service: domain::creators::connections::Service,
    daily_units: i64,
    reserve: i64,
}

/// What a port gives back.
type Answer<'f, T> = Pin<Box<dyn Future<Output = std::result::Result<T, Failure>> + Send + 'f>>;

impl<'a> Asker<'a> {
    /// By a connection that may be used now.
    ///
    /// # Errors
    /// Says why it may not.
    pub fn new(app: &'a App, organisation: OrganisationId, connection: &Connection, purpose: Purpose) -> Result<Self> {
        let sealed = connection.usable(app.now())?;
        let key = app.secrets().open(sealed).map_err(Error::Broken)?;
        Self::with_key(app, organisation, connection, key, purpose)
    }

    /// By a key that is not kept yet.
    ///
    /// # Errors
    /// Where the installation asks no platform.
    pub fn with_key(app: &'a App, organisation: OrganisationId, connection: &Connection, key: String, purpose: Purpose) -> Result<Self> {
        let Connection { service, daily_units, reserve, .. } = connection;
        if !app.asks(*service) {
            return Err(ConnectionError::NoWayOut.into());
        }
        Ok(Self { app, organisation, key, purpose, service: *service, daily_units: *daily_units, reserve: *reserve })
    }

    /// Asks YouTube one question.
    ///
    /// # Errors
    /// The store's. What the platform says is in the answer.
    pub async fn ask<'f, T>(
        &'f self,
        bucket: Bucket,
        question: impl Fn(&'f dyn YouTube, &'f str) -> Answer<'f, T> + Send + Sync,
    ) -> Result<std::result::Result<T, Failure>> {
        let youtube = self.app.youtube().ok_or(ConnectionError::NoWayOut)?;
        self.tries(bucket, || question(youtube, &self.key)).await
    }

    /// What Instagram is asked by.
    ///
    /// # Errors
    /// When what was sealed is none.
    pub fn instagram_key(&self) -> Result<InstagramKey> {
        serde_json::from_str(&self.key).map_err(|_| Error::Broken("what Instagram is asked by cannot be read".to_owned()))
    }

    /// Asks Instagram one question.
    ///
    /// # Errors
    /// The store's. What the platform says is in the answer.
    pub async fn ask_instagram<'f, T>(
        &'f self,
        key: &'f InstagramKey,
        question: impl Fn(&'f dyn Instagram, &'f InstagramKey) -> Answer<'f, T> + Send + Sync,
    ) -> Result<std::result::Result<T, Failure>> {
        let instagram = self.app.instagram().ok_or(ConnectionError::NoWayOut)?;
        self.tries(Bucket::Reads, || question(instagram, key)).await
    }

    /// What TikTok knows the app by.
    ///
    /// # Errors
    /// When what was sealed is none.
    pub fn tiktok_app(&self) -> Result<TikTokApp> {
        serde_json::from_str(&self.key).map_err(|_| Error::Broken("what TikTok knows the app by cannot be read".to_owned()))
    }

    /// Asks TikTok one question.
    ///
    /// # Errors
    /// The store's. What the platform says is in the answer.
    pub async fn ask_tiktok<'f, T>(
        &'f self,
        app: &'f TikTokApp,
        question: impl Fn(&'f dyn TikTok, &'f TikTokApp) -> Answer<'f, T> + Send + Sync,
    ) -> Result<std::result::Result<T, Failure>> {
        let tiktok = self.app.tiktok().ok_or(ConnectionError::NoWayOut)?;
        self.tries(Bucket::Reads, || question(tiktok, app)).await
    }

    /// Asks, and asks again where that is safe.
    async fn tries<'f, T>(
        &'f self,
        bucket: Bucket,
        question: impl Fn() -> Answer<'f, T> + Send + Sync,
    ) -> Result<std::result::Result<T, Failure>> {
        let mut tries = 0;
        loop {
            if !self.spend(bucket).await? {
                return Ok(Err(Failure::QuotaUsed { ours: true }));
            }
            let answer = question().await;
            tries += 1;
            if tries >= TRIES || !matches!(answer, Err(Failure::Unreachable { .. })) {
                return Ok(answer);
            }
            let pause = PAUSE << (tries - 1);
            let chance = u64::from(self.app.seed()[0]);
            tokio::time::sleep(Duration::from_millis(pause + pause / 2 * chance / 255)).await;
        }
    }

    /// Counts one unit of the day, or says that the day holds none any more.
    async fn spend(&self, bucket: Bucket) -> Result<bool> {
        let limit = quota::limit(bucket, self.purpose, self.daily_units, self.reserve);
        let one = Spend { day: quota::day(self.app.now()), bucket, purpose: self.purpose, units: 1, limit };
        let tx = self.app.db().begin().await?;
        let may = spend(&tx, self.organisation, self.service, one).await?;
        tx.commit().await?;
        Ok(may)
    }
}
