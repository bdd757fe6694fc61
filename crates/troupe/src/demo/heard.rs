//! What the demo's brand hears: who buys from it, who names it without being asked, and what the team made of that; and the posts
//! that go on coming while the demo runs.
//!
//! Invariant: everything goes through registered operations after the season's last hour, so that the season is what it would be
//! without it; who buys and who posts is counted out, not drawn, and every word is made up. Absent: the platforms; a list and a
//! listening tool tell of what is posted there.

use anyhow::{Context, Result};
use app::{App, Caller, listening::ListMatches};
use domain::time::{DAY, HOUR, MINUTE, Timestamp, Zone};
use serde_json::{Value, json};
use world::programme::Programme;

use super::beginning::{base64, run};

const MENTIONS: &str = include_str!("heard/mentions.tsv");
const LATER: &str = include_str!("heard/later.tsv");

/// Who tells of posts as they come.
const TOOL: &str = "Listening tool";
/// Posts of so many days came from it, older ones in a list.
const FROM_TOOL: i64 = 20;
/// In the running demo it tells of a post every so many hours.
const EVERY: i64 = 9;

/// Who stands in the shop's list and is or could be somebody whom the brand knows, each by something else; the last four have an
/// account and are nobody's yet. Name, address and accounts (on Instagram, on TikTok, on nobody knows which), country, orders.
const BUYERS: [(&str, &str, i64); 16] = [
    ("Elsie Hart,elsieandoats@creators.example,,,", "GB", 9),
    ("Gwen Pryce,gwenprycebakes@creators.example,,,", "GB", 6),
    ("S. Dahl,sunnivadahl@creators.example,,,", "NO", 4),
    ("Otto L.,otto@lehmann.example,@ottopflegt,,", "DE", 3),
    ("Clara V.,clara.v@posthaus.example,@claravossbeauty,,", "DE", 1),
    ("I. Clarke,imani@clarke.example,,,@imaniclarkeskin", "GB", 2),
    ("Bo de Vries,bdv@posthaus.example,,,@bodevriesdaily", "NL", 2),
    ("Callum Byrne,callum.byrne@mailbox.example,,,", "IE", 1),
    ("Hana Suzuki-Reid,hana.sr@mailbox.example,,,", "GB", 5),
    ("Ravi Menon,ravi.menon@mailbox.example,,,", "GB", 1),
    ("Tess Whitcombe,tess.w@mailbox.example,,,", "GB", 2),
    ("Tess Whitcombe,whitcombe.t@mailbox.example,,,", "GB", 1),
    ("Cleo Vance,cleo@vance.example,,@cleo.vance.makes,", "GB", 5),
    ("Dora Field,dora@field.example,@dora.fields,,", "GB", 2),
    ("Mikael Sten,mikael@sten.example,@mikael.utomhus,,", "SE", 3),
    ("Anouk Leroy,anouk@leroy.example,,,@anouk.pastels", "FR", 1),
];

/// The shop's list, the posts that name the brand, and what the team decided about some of them.
pub(super) async fn come(app: &App, programme: &Programme, opens: Timestamp) -> Result<()> {
    let caller = &programme.manager.caller;
    let list = json!({ "file_name": "Shop customers.csv", "content": base64(customers(opens).as_bytes()) });
    run(app, caller, "listening.import_customers", list).await?;
    let (told, listed): (Vec<Post<'_>>, Vec<Post<'_>>) = posts(MENTIONS).partition(|post| post.days < FROM_TOOL);
    let list = json!({ "file_name": "Mentions of the season.csv", "content": base64(as_list(&listed, opens).as_bytes()) });
    run(app, caller, "listening.import_mentions", list).await?;
    let mentions: Vec<Value> = told.iter().map(|post| post.told(post.at(opens))).collect();
    run(app, caller, "listening.add_mentions", json!({ "source": TOOL, "mentions": mentions })).await?;
    decide(app, caller).await
}

/// One namesake is the creator, another is not, and one lead does not interest the team.
async fn decide(app: &App, caller: &Caller) -> Result<()> {
    let found = app.show(caller, ListMatches { limit: Some(200), ..ListMatches::default() }).await?;
    for (name, same) in [("Hana Suzuki-Reid", true), ("Ravi Menon", false)] {
        let one = found.items.iter().find(|one| one.customer_name == name && one.creator_name == name);
        let one = one.with_context(|| format!("no customer could be {name}"))?;
        let decision = json!({ "customer": one.customer, "creator": one.creator, "same": same });
        run(app, caller, "listening.decide_match", decision).await?;
    }
    let lead = json!({ "is": "account", "platform": "instagram", "key": "leo.knits.wool" });
    run(app, caller, "listening.decide_lead", json!({ "lead": lead, "name": "Leo Marsh", "interested": false })).await?;
    Ok(())
}

/// What the listening tool tells of in an hour of the running demo. Gives whether it did.
pub(super) async fn tell(app: &App, caller: &Caller, now: Timestamp) -> Result<bool> {
    let hour = now.0 / HOUR;
    let all: Vec<Post<'_>> = posts(LATER).collect();
    let turn = usize::try_from(hour / EVERY).unwrap_or(0) % all.len().max(1);
    let (Some(post), 0) = (all.get(turn), hour % EVERY) else { return Ok(false) };
    let mention = post.told(now.plus(-20 * MINUTE));
    run(app, caller, "listening.add_mentions", json!({ "source": TOOL, "mentions": [mention] })).await?;
    Ok(true)
}

/// A post that names the brand, as a line has it.
struct Post<'a> {
    /// How many days before the demo opens.
    days: i64,
    platform: &'a str,
    handle: &'a str,
    name: &'a str,
    followers: i64,
    likes: i64,
    text: &'a str,
}

/// The posts of a file of ours.
fn posts(file: &str) -> impl Iterator<Item = Post<'_>> {
    file.lines().skip(1).filter_map(Post::of)
}

impl<'a> Post<'a> {
    /// Reads a line; nothing where it is not whole.
    fn of(line: &'a str) -> Option<Self> {
        let [days, platform, handle, name, followers, likes, text] = line.split('\t').collect::<Vec<_>>()[..] else { return None };
        let number = |cell: &str| cell.parse::<i64>().ok();
        Some(Self { days: number(days)?, platform, handle, name, followers: number(followers)?, likes: number(likes)?, text })
    }

    fn at(&self, opens: Timestamp) -> Timestamp {
        opens.plus(-self.days * DAY - 3 * HOUR)
    }

    /// Its address on the made-up web: one for each hour in which somebody posts.
    fn url(&self, at: Timestamp) -> String {
        format!("https://www.{}.example/p/{}-{}", self.platform, self.handle, at.0 / HOUR)
    }

    /// As a listening tool tells of it.
    fn told(&self, at: Timestamp) -> Value {
        json!({
            "platform": self.platform, "handle": format!("@{}", self.handle), "name": self.name, "url": self.url(at),
            "posted_at": at, "text": self.text, "followers": self.followers, "likes": self.likes,
        })
    }
}

/// Posts as somebody kept them in a list.
fn as_list(all: &[Post<'_>], opens: Timestamp) -> String {
    let mut file = String::from("Platform,Handle,Name,URL,Date,Text,Followers,Likes\n");
    for post in all {
        let (at, text) = (post.at(opens), post.text.replace('"', "\"\""));
        file.push_str(&format!(
            "{},@{},{},{},{},\"{text}\",{},{}\n",
            post.platform,
            post.handle,
            post.name,
            post.url(at),
            at.day_in(&Zone::utc()),
            post.followers,
            post.likes
        ));
    }
    file
}

/// The shop's list: four hundred rows, most of them people of whom the brand knows nothing else.
fn customers(opens: Timestamp) -> String {
    const FIRST: &str = "Agnes Bernard Carys Dean Edith Farid Greta Howard Isla Joel Kirsty Lorna Marek Nell Olive Percy";
    const LAST: &str = "Ackroyd Barlow Cairns Dunmore Eastwood Fairley Garside Hollis Ibbotson Jessop Kershaw Larkin Mather Naylor \
                        Ogden Peel Quayle Rowntree Sutcliffe Thwaite Upton Varley Wardle Yates";
    const COUNTRIES: [&str; 8] = ["GB", "GB", "GB", "GB", "IE", "GB", "DE", "GB"];
    const ORDERS: [i64; 12] = [1, 1, 1, 2, 1, 3, 1, 1, 2, 6, 1, 1];
    let mut file = String::from("Name,Email,Instagram,TikTok,Handle,Country,Orders,Total spent,First order,Last order\n");
    for (number, (cells, country, orders)) in (1_i64..).zip(BUYERS) {
        bought(&mut file, (cells, country, orders), 40 + number * 41, opens);
    }
    let strangers = LAST.split(' ').flat_map(|last| FIRST.split(' ').map(move |first| (first, last)));
    for (at, (first, last)) in strangers.enumerate() {
        let cells = format!("{first} {last},{}.{}@mailbox.example,,,", first.to_lowercase(), last.to_lowercase());
        let ago = 20 + i64::try_from(at * 37 % 700).unwrap_or(0);
        bought(&mut file, (cells.as_str(), COUNTRIES[at % 8], ORDERS[at % 12]), ago, opens);
    }
    file
}

/// A row: who, where they live and how often they bought, beginning so many days before the demo opens.
fn bought(file: &mut String, (cells, country, orders): (&str, &str, i64), ago: i64, opens: Timestamp) {
    let day = |ago: i64| opens.plus(-ago * DAY).day_in(&Zone::utc());
    let last = if orders == 1 { ago } else { ago / orders };
    file.push_str(&format!("{cells},{country},{orders},£{}.00,{},{}\n", orders * (24 + ago % 9), day(ago), day(last)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::cast;

    #[test]
    fn every_line_is_whole() {
        for file in [MENTIONS, LATER] {
            assert!(file.lines().count() > 10 && posts(file).count() == file.lines().count() - 1);
        }
    }

    #[test]
    fn four_hundred_buy_and_strangers_share_no_name_with_a_creator() {
        let list = customers(Timestamp(20_000 * DAY));
        let rows: Vec<Vec<&str>> = list.lines().map(|line| line.split(',').collect()).collect();
        assert!(rows.len() == 401 && rows.iter().all(|cells| cells.len() == 10));
        let creators: Vec<&str> = cast::SHEET.lines().filter_map(|line| line.split(',').next()).collect();
        assert!(rows.iter().skip(1 + BUYERS.len()).all(|cells| !creators.contains(&cells[0])));
    }
}
