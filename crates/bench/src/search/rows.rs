//! The same creators as rows of PostgreSQL, indexed as somebody would who knows it, and the same questions in SQL.
//!
//! Words are one weighted `tsvector` a row, made in the row's own language and found by GIN; names and typing errors by
//! trigrams; filters by b-trees. Each question asks for the best twenty and for how many there are, without facets, which ours
//! counts besides.

use std::time::Instant;

use anyhow::{Context, Result};
use insight::search::{Entry, Question};
use serde_json::json;
use sqlx::{Executor, PgPool, Row, postgres::PgPoolOptions};

use super::{Kind, Times, people, two};

pub(super) async fn measure(url: &str, creators: usize, questions: &[(Kind, Question)]) -> Result<Times> {
    let pool = PgPoolOptions::new().max_connections(2).connect(url).await.context("the database of the comparison")?;
    let begun = Instant::now();
    fill(&pool, creators).await?;
    let size: i64 = sqlx::query("SELECT pg_total_relation_size('found') AS n").fetch_one(&pool).await?.get("n");
    #[allow(clippy::cast_precision_loss)]
    let each = size as f64 / creators as f64;
    println!(
        "{}",
        json!({ "bench": "search", "measure": "postgres_made", "seconds": two(begun.elapsed().as_secs_f64()), "bytes_a_creator": two(each) })
    );
    let mut times = Vec::new();
    for (kind, question) in questions.iter().take(50) {
        ask(&pool, *kind, question).await?;
    }
    for (kind, question) in questions {
        let begun = Instant::now();
        ask(&pool, *kind, question).await?;
        times.push((*kind, begun.elapsed()));
    }
    pool.execute("DROP TABLE found").await?;
    Ok(times)
}

fn cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace(['\t', '\n'], " ")
}

fn line(entry: &Entry) -> String {
    let dictionary = match entry.languages.first().map(String::as_str) {
        Some("de") => "german",
        Some("fr") => "french",
        Some("es") => "spanish",
        _ => "english",
    };
    let number = |value: Option<i64>| value.map_or_else(|| "\\N".to_owned(), |value| value.to_string());
    let followers = entry.platforms.iter().filter_map(|(_, followers)| *followers).max();
    let cells = [
        entry.since.to_string(),
        dictionary.to_owned(),
        cell(&entry.names.join(" ")),
        cell(&entry.handles.join(" ")),
        cell(&entry.topics.join(" ")),
        cell(&entry.bios.join(" ")),
        cell(&entry.posts.join(" ")),
        entry.country.clone().unwrap_or_default(),
        entry.tier.clone().unwrap_or_default(),
        number(followers),
        number(entry.engagement_rate),
        number(entry.last_contact_day),
    ];
    cells.join("\t") + "\n"
}

async fn fill(pool: &PgPool, creators: usize) -> Result<()> {
    pool.execute(
        "CREATE EXTENSION IF NOT EXISTS pg_trgm; DROP TABLE IF EXISTS found; \
         CREATE TABLE found (id BIGINT PRIMARY KEY, dictionary REGCONFIG, name TEXT, handle TEXT, topic TEXT, bio TEXT, posts TEXT, \
         country TEXT, tier TEXT, followers BIGINT, engagement BIGINT, contacted BIGINT, words TSVECTOR)",
    )
    .await?;
    let mut connection = pool.acquire().await?;
    let mut copy = connection
        .copy_in_raw(
            "COPY found (id, dictionary, name, handle, topic, bio, posts, country, tier, followers, engagement, contacted) FROM STDIN",
        )
        .await?;
    let all: Vec<usize> = (0..creators).collect();
    for chunk in all.chunks(5_000) {
        let lines: String = chunk.iter().map(|number| line(&people::entry(*number))).collect();
        copy.send(lines.into_bytes()).await?;
    }
    copy.finish().await?;
    drop(connection);
    pool.execute(
        "UPDATE found SET words = setweight(to_tsvector('simple', name || ' ' || handle), 'A') || setweight(to_tsvector(dictionary, topic), 'B') \
         || setweight(to_tsvector(dictionary, bio), 'C') || setweight(to_tsvector(dictionary, posts), 'D'); \
         CREATE INDEX ON found USING gin (words); CREATE INDEX ON found USING gin (name gin_trgm_ops); \
         CREATE INDEX ON found USING gin (bio gin_trgm_ops); CREATE INDEX ON found (country, tier, followers); CREATE INDEX ON found (followers)",
    )
    .await?;
    pool.execute("VACUUM ANALYZE found").await?;
    Ok(())
}

async fn ask(pool: &PgPool, kind: Kind, question: &Question) -> Result<()> {
    let words = question.about.replace('\'', "''");
    let mut conditions: Vec<String> = Vec::new();
    let mut order = "followers DESC NULLS LAST".to_owned();
    match kind {
        Kind::Words | Kind::WordsAndFilters => {
            // The question may be in any of the four languages.
            let any = ["english", "german", "french", "spanish"]
                .map(|language| format!("websearch_to_tsquery('{language}', '{}')", words.replace(' ', " or ")));
            let query = format!("({})", any.join(" || "));
            conditions.push(format!("words @@ {query}"));
            order = format!("ts_rank(words, {query}) DESC");
        }
        Kind::Name => conditions.push(format!("name ILIKE '%{words}%'")),
        Kind::TypingError => {
            conditions.push(format!("'{words}' <% bio"));
            order = format!("word_similarity('{words}', bio) DESC");
        }
        Kind::Filters => {}
    }
    let filters = &question.filters;
    if let (Some(least), Some(most)) = (filters.followers.least, filters.followers.most) {
        conditions.push(format!("followers BETWEEN {least} AND {most}"));
    }
    for country in &filters.countries {
        conditions.push(format!("country = '{}'", country.code()));
    }
    if let Some(least) = filters.engagement_rate.least {
        conditions.push(format!("engagement >= {least}"));
    }
    for tier in &filters.tiers {
        conditions.push(format!("tier = '{}'", tier.as_str()));
    }
    if let Some(days) = filters.not_contacted_days {
        conditions.push(format!("(contacted IS NULL OR contacted <= {})", people::TODAY - days));
    }
    let conditions = conditions.join(" AND ");
    let best = format!("SELECT id FROM found WHERE {conditions} ORDER BY {order} LIMIT 20");
    let count = format!("SELECT COUNT(*) FROM found WHERE {conditions}");
    pool.fetch_all(sqlx::AssertSqlSafe(best)).await?;
    pool.fetch_one(sqlx::AssertSqlSafe(count)).await?;
    Ok(())
}
