//! A form as a browser without scripts would send it: what stands in it, with what a person changes.
//!
//! Absent: what a page means; the stories say that.

use crate::web::client::{Answer, Client};

/// The fields of the form that posts to an address, as they stand.
pub fn of(page: &str, action: &str) -> Vec<(String, String)> {
    let start = format!("action=\"{action}\"");
    let at = page.find(&start).unwrap_or_else(|| panic!("no form for {action} in:\n{page}"));
    let form = &page[at..];
    let form = &form[..form.find("</form>").unwrap_or(form.len())];
    let mut found = Vec::new();
    for tag in form.split('<').skip(1) {
        let (inside, after) = tag.split_once('>').unwrap_or((tag, ""));
        let value = |name: &str| inside.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).map(plain);
        let Some(name) = value("name") else {
            // A chosen option belongs to the select before it.
            if inside.starts_with("option")
                && inside.contains(" selected")
                && let (Some(last), Some(chosen)) = (found.last_mut(), value("value"))
            {
                let (_, value): &mut (String, String) = last;
                *value = chosen;
            }
            continue;
        };
        let kind = value("type").unwrap_or_default();
        match inside.split(' ').next().unwrap_or_default() {
            "input" if kind == "file" => {}
            "input" if matches!(kind.as_str(), "checkbox" | "radio") && !inside.contains(" checked") => {}
            "input" => found.push((name, value("value").unwrap_or_default())),
            "textarea" => found.push((name, plain(after))),
            "select" => found.push((name, String::new())),
            _ => {}
        }
    }
    found
}

fn plain(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The value of a field.
pub fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

/// The fields with some changed or added.
pub fn with(mut fields: Vec<(String, String)>, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

/// Opens the form of a verb.
pub async fn open(client: &mut Client, place: &str, verb: &str) -> Answer {
    let page = client.get(&format!("{place}?do={verb}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page
}

/// Opens the form of a verb, changes what a person would, and sends it.
pub async fn send(client: &mut Client, place: &str, verb: &str, changes: &[(&str, &str)]) -> Answer {
    let page = open(client, place, verb).await;
    let action = format!("{place}/do/{verb}");
    let fields = with(of(&page.text, &action), changes);
    let pairs: Vec<(&str, &str)> =
        fields.iter().filter(|(name, _)| name != "csrf").map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client.post(&action, &pairs).await
}

/// The same with a file.
pub async fn send_file(client: &mut Client, place: &str, verb: &str, changes: &[(&str, &str)], file: (&str, &str, &[u8])) -> Answer {
    let page = open(client, place, verb).await;
    let action = format!("{place}/do/{verb}");
    let fields = with(of(&page.text, &action), changes);
    let pairs: Vec<(&str, &str)> =
        fields.iter().filter(|(name, _)| name != "csrf").map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client.post_file(&action, &pairs, file).await
}
