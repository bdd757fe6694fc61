//! Who else looks at the same page of the same brand just now.
//!
//! Invariant: somebody is here exactly as long as one of their pages is open and seen; nothing of it is kept. Absent: people who
//! are served by another process of the same installation, and lists, where everybody always is.

use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use domain::ids::{BrandId, PersonId};
use tokio::sync::watch;

/// Somebody who looks at a page.
#[derive(Debug, Clone)]
struct Looker {
    number: u64,
    brand: BrandId,
    place: String,
    person: PersonId,
    name: String,
}

static LOOKING: Mutex<Vec<Looker>> = Mutex::new(Vec::new());
/// Counts comings and goings; whoever listens hears of each.
static CHANGED: LazyLock<watch::Sender<u64>> = LazyLock::new(|| watch::Sender::new(0));

fn all() -> MutexGuard<'static, Vec<Looker>> {
    LOOKING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// That somebody looks, until it is dropped.
#[derive(Debug)]
pub(super) struct Looking {
    own: Looker,
    changed: watch::Receiver<u64>,
}

impl Looking {
    /// Somebody begins to look at a page that is about one [`thing`].
    pub(super) fn begin(brand: BrandId, place: String, person: PersonId, name: &str) -> Self {
        let mut number = 0;
        CHANGED.send_modify(|count| {
            *count += 1;
            number = *count;
        });
        let own = Looker { number, brand, place, person, name: name.to_owned() };
        all().push(own.clone());
        let changed = CHANGED.subscribe();
        CHANGED.send_modify(|count| *count += 1);
        Self { own, changed }
    }

    /// The names of everybody else who looks at the same, each once, in the order of their coming.
    pub(super) fn others(&self) -> Vec<String> {
        let mut found: Vec<(PersonId, String)> = Vec::new();
        for one in all().iter().filter(|one| (one.brand, &one.place) == (self.own.brand, &self.own.place)) {
            if one.person != self.own.person && !found.iter().any(|(person, _)| *person == one.person) {
                found.push((one.person, one.name.clone()));
            }
        }
        found.into_iter().map(|(_, name)| name).collect()
    }

    /// Waits until somebody came or went, anywhere.
    pub(super) async fn changed(&mut self) {
        // The sender is never dropped.
        let _ = self.changed.changed().await;
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        all().retain(|one| one.number != self.own.number);
        CHANGED.send_modify(|count| *count += 1);
    }
}

/// What a page's address is about: `/b/fennel/creators/0190…` and whatever stands behind it. The pages of one campaign are one
/// thing, as those of one creator.
pub(super) fn thing(slug: &str, place: &str) -> Option<String> {
    let rest = place.strip_prefix("/b/")?.strip_prefix(slug)?.strip_prefix('/')?;
    let mut parts = rest.split('?').next()?.split('/');
    let (room, which) = (parts.next()?, parts.next()?);
    let about = ["campaigns", "collaborations", "creators", "inbox", "reviews"].contains(&room) && !which.is_empty();
    (about && !["new", "import", "imports"].contains(&which) && which.len() <= 200).then(|| format!("{room}/{which}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_about_one_thing_or_about_none() {
        for (place, about) in [
            ("/b/fennel/creators/7", Some("creators/7")),
            ("/b/fennel/creators/7/edit", Some("creators/7")),
            ("/b/fennel/campaigns/spring/board", Some("campaigns/spring")),
            ("/b/fennel/creators?q=7", None),
            ("/b/fennel/creators/new", None),
            ("/b/fennel/today", None),
            ("/b/fennel/settings/people", None),
            ("/b/other/creators/7", None),
            ("/sign-in", None),
        ] {
            assert_eq!(thing("fennel", place).as_deref(), about, "{place}");
        }
    }

    #[test]
    fn others_are_here_while_they_look_and_once() {
        let id = |number: u64| format!("00000000-0000-0000-0000-{number:012}");
        let brand = |number| id(number).parse::<BrandId>().expect("an id");
        let (brand, other) = (brand(901), brand(902));
        let person = |number| id(number).parse::<PersonId>().expect("an id");
        let look = |brand, number, name| Looking::begin(brand, "reviews/1".to_owned(), person(number), name);
        let nora = look(brand, 1, "Nora");
        let _again = look(brand, 1, "Nora");
        assert!(nora.others().is_empty(), "her second tab is nobody else");
        let tom = look(brand, 2, "Tom");
        let second = look(brand, 2, "Tom");
        let _lea = look(other, 3, "Lea");
        assert_eq!(nora.others(), ["Tom"]);
        assert_eq!(tom.others(), ["Nora"]);
        drop(tom);
        assert_eq!(nora.others(), ["Tom"], "one of his pages is still open");
        drop(second);
        assert!(nora.others().is_empty());
    }
}
