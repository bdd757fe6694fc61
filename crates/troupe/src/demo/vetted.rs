//! What the demo's team brings before it decides about creators: counts of followers over the season, posts, comments, samples.
//!
//! Invariant: everything goes through registered operations, as files, and every word of it is made up; who comments and who
//! follows is counted out, not drawn. Absent: creators of whom nothing is brought, who show what an empty report says.

use anyhow::{Context, Result};
use app::{App, Caller};
use domain::{
    ids::CreatorId,
    time::{DAY, HOUR, Timestamp},
};
use serde_json::json;
use world::programme::Programme;

use super::{
    beginning::{base64, run},
    season,
};

const POSTS: &str = include_str!("vetted/posts.tsv");
const COMMENTS: &str = include_str!("vetted/comments.tsv");

/// Of whom something is brought: the handle, the name, and how many of 400 followers are nobody; nothing where no sample is.
const WHO: [(&str, &str, Option<usize>); 3] = [
    ("mayaskinnotes", "Maya Okonkwo", Some(26)),
    ("tesstriesitall", "Tess Whitcombe", None),
    ("odettesoigne", "Odette Marchand", Some(61)),
];

/// Every two weeks somebody brings a list with the counts of followers.
const EVERY: i64 = 14 * 24;

/// Followers at first, how many come in two weeks, and how many on top after the broadcast.
const FOLLOWERS: [(i64, i64, i64); 3] = [(48_200, 380, 5_900), (22_400, 160, 0), (72_300, 510, 0)];
/// So long before the demo opens Maya was on the morning programme.
const BROADCAST: i64 = 51 * DAY;

/// The lists of follower counts that fall due in an hour of the season.
pub(super) async fn count_followers(app: &App, programme: &Programme, now: Timestamp, opens: Timestamp) -> Result<()> {
    let hours = opens.since(now) / HOUR;
    if hours % EVERY != 8 {
        return Ok(());
    }
    let mut list = String::from("Handle,Platform,Followers\n");
    let earlier = (season::LENGTH * DAY / HOUR - hours) / EVERY;
    for ((handle, ..), (first, usual, jump)) in WHO.iter().zip(FOLLOWERS) {
        let jumped = if now < opens.plus(-BROADCAST) { 0 } else { jump };
        list.push_str(&format!("@{handle},instagram,{}\n", first + usual * earlier + jumped));
    }
    let command = json!({ "file_name": "Follower counts.csv", "content": base64(list.as_bytes()), "dry_run": false });
    run(app, &programme.manager.caller, "creators.import_creators", command).await?;
    Ok(())
}

/// Posts, comments and followers of three creators, and what was decided about two of them.
pub(super) async fn bring(app: &App, programme: &Programme, opens: Timestamp) -> Result<()> {
    let caller = &programme.manager.caller;
    for (handle, name, nobody) in WHO {
        let creator = programme.creators.iter().find(|one| one.name == name).with_context(|| format!("{name} is not there"))?.id;
        add(app, caller, "creators.add_posts", creator, "Posts of the autumn.csv", &posts(handle, opens)).await?;
        let said = comments(handle);
        if said.lines().count() > 1 {
            add(app, caller, "discovery.add_comments", creator, "Comments.csv", &said).await?;
        }
        if let Some(nobody) = nobody {
            add(app, caller, "discovery.add_followers", creator, "Sample of 400 followers.csv", &followers(nobody)).await?;
        }
    }
    let decisions = [
        (
            "Maya Okonkwo",
            "go_ahead",
            "The jump in October is the morning programme; the sample shows nothing odd. Ask her to move the label out of the run of hashtags.",
        ),
        (
            "Odette Marchand",
            "with_conditions",
            "Comments are warm and long. The sample lies in the middle band: a fixed fee, no commission bonus. One post about stopping a prescription; she tells people not to.",
        ),
    ];
    for (name, choice, reason) in decisions {
        let creator = programme.creators.iter().find(|one| one.name == name).with_context(|| format!("{name} is not there"))?.id;
        run(app, caller, "discovery.decide", json!({ "creator": creator, "choice": choice, "reason": reason })).await?;
    }
    Ok(())
}

async fn add(app: &App, caller: &Caller, operation: &str, creator: CreatorId, file_name: &str, file: &str) -> Result<()> {
    run(app, caller, operation, json!({ "creator": creator, "file_name": file_name, "content": base64(file.as_bytes()) })).await?;
    Ok(())
}

/// A cell of a file of ours.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn posts(handle: &str, opens: Timestamp) -> String {
    let mut file = String::from("posted at,platform,caption,url,likes,comments\n");
    for line in POSTS.lines().skip(1) {
        let [who, days, likes, comments, caption] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        if who != handle {
            continue;
        }
        let at = opens.plus(-days.parse::<i64>().unwrap_or_default() * DAY - 2 * HOUR).0 / 1_000_000;
        file.push_str(&format!("{at},instagram,{},https://www.instagram.example/p/{handle}-{days}/,{likes},{comments}\n", quoted(caption)));
    }
    file
}

fn comments(handle: &str) -> String {
    let mut file = String::from("id,text,author,reply to\n");
    let of = COMMENTS.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()).filter(|cells| cells.first() == Some(&handle));
    for (at, cells) in of.enumerate() {
        let [_, text, reply] = cells[..] else { continue };
        let writer = ["jo.b", "karin_h", "the.lisbeth", "samir84", "marnie.d", "ulla", "p_o_p", "wren"][at * 5 % 8];
        file.push_str(&format!("{handle}-{at},{},{writer}.{},\n", quoted(text), at % 11));
        if !reply.is_empty() {
            file.push_str(&format!("{handle}-{at}-r,{},{handle},{handle}-{at}\n", quoted(reply)));
        }
    }
    file
}

/// Four hundred followers, of whom so many are nobody.
fn followers(nobody: usize) -> String {
    const FIRST: [&str; 10] = ["Anna", "Tom", "Lea", "Ravi", "Claire", "Jonas", "Mina", "Paul", "Ines", "Kofi"];
    const LAST: [&str; 9] = ["Berg", "Field", "Stone", "Nair", "Roche", "Weber", "Adjei", "Moss", "Lund"];
    const ABOUT: [&str; 6] =
        ["Baker, runner", "Reads too much", "Two cats, one garden", "Nurse in Leeds", "Mostly soup", "Choir on Tuesdays"];
    let mut file = String::from("username,name,bio,followers,following,posts,picture,private\n");
    for at in 0..400_usize {
        if at < nobody {
            file.push_str(&format!("qz{}7{},,,{},{},0,no,no\n", at * 7_919 % 9_973, at * 31 % 97, at % 3, 3_100 + at * 37 % 4_000));
            continue;
        }
        let (first, last) = (FIRST[at * 7 % 10], LAST[at * 5 % 9]);
        let handle = format!("{}.{}", first.to_lowercase(), last.to_lowercase());
        let private = if at % 3 == 0 { "yes" } else { "no" };
        file.push_str(&format!(
            "{handle}{},{first} {last},{},{},{},{},yes,{private}\n",
            at / 40,
            quoted(ABOUT[at * 3 % 6]),
            90 + at * 13 % 800,
            120 + at * 17 % 700,
            4 + at * 11 % 240
        ));
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_whole_and_belongs_to_somebody() {
        let known = |line: &str| WHO.iter().any(|(handle, ..)| line.split('\t').next() == Some(*handle));
        assert!(POSTS.lines().skip(1).all(|line| known(line) && line.split('\t').count() == 5));
        assert!(COMMENTS.lines().skip(1).all(|line| known(line) && line.split('\t').count() == 3));
        assert_eq!(followers(30).lines().count(), 401);
    }
}
