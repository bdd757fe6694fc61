//! Lists are asked by their address: each filter leaves out what it should, a file has what is shown, what cannot be read is
//! said, and paging reaches everything.
//!
//! Invariant: what is expected is written out row by row. Absent: what a row says; the rooms' stories have it.

mod audit;
mod inbox;
mod orders;
mod payments;
mod runs;

use super::client::Client;

/// The rows of a page's table: the text of each, in order.
fn rows(page: &str) -> Vec<String> {
    let body = page.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next()).unwrap_or_default();
    body.split("<tr").skip(1).map(|row| plain(row.split_once('>').map_or("", |(_, rest)| rest))).collect()
}

/// A piece of a page without its marks.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asks a list and its file the same; the file has a line for each row that is shown, and both begin with these names.
async fn asked(client: &mut Client, path: &str, file: &str, question: &str, names: &[&str]) -> String {
    let page = client.get(&format!("{path}?{question}")).await;
    assert_eq!(page.status, 200, "{path}?{question}: {}", page.text);
    let shown = rows(&page.text);
    assert_eq!(shown.len(), names.len(), "{path}?{question} shows {shown:#?}");
    for (row, name) in shown.iter().zip(names) {
        assert!(row.contains(name), "{path}?{question}: {name} is not in {row}");
    }
    let csv = client.get(&format!("{file}?{question}")).await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    let lines: Vec<&str> = csv.text.lines().collect();
    assert_eq!(lines.len(), names.len() + 1, "{file}?{question}: {}", csv.text);
    for (line, name) in lines.iter().skip(1).zip(names) {
        assert!(line.contains(name), "{file}?{question}: {name} is not in {line}");
    }
    assert_eq!(page.text.contains("Nothing is like that."), names.is_empty(), "{path}?{question}");
    page.text
}

/// Keeps what is asked as a view, and finds it again there and nowhere else.
async fn keeps(client: &mut Client, list: &str, path: &str, query: &str, other: &str) {
    let name = format!("My {list}");
    let view = [("list", list), ("path", path), ("query", query), ("name", &name), ("shared", "yes")];
    let saved = client.post("/b/fennel-rye/views", &view).await;
    assert_eq!((saved.status, saved.location.as_str()), (303, format!("{path}?{query}").as_str()));
    assert!(client.get(path).await.text.contains(&name), "the view is a tab of {path}");
    assert!(!client.get(other).await.text.contains(&name), "each list has its own views");
}
