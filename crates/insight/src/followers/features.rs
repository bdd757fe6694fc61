//! What the model looks at in an account.
//!
//! Invariant: a feature is `None` where what it rests on is not known. Absent: pictures and posts themselves, and whether a
//! username looks random, which is a matter of language.

use super::Account;

/// The features, in the order of [`values`]; `data/features.tsv` has a line for each.
pub const NAMES: [&str; 13] = [
    "picture",
    "username_digits",
    "name_words",
    "name_digits",
    "name_is_username",
    "bio_length",
    "link",
    "private",
    "posts",
    "followers",
    "following",
    "following_per_follower",
    "age",
];

/// The value of each feature, as far as it is known.
#[must_use]
pub fn values(account: &Account) -> [Option<f64>; NAMES.len()] {
    let traits = &account.traits;
    let flag = |known: Option<bool>| known.map(|yes| f64::from(u8::from(yes)));
    let count = |known: Option<i64>| known.map(|n| n.max(0) as f64);
    let username = Some(account.username.as_str()).filter(|name| !name.is_empty());
    let name = account.name.as_deref();
    let same = |name: &str| username.filter(|_| !name.trim().is_empty()).map(|username| plain(username) == plain(name));
    let ratio = match (account.followers, account.following) {
        // One more on both sides, so that nobody following is a number too.
        (Some(followers), Some(following)) if following > 0 => Some((following as f64 + 1.0) / (followers.max(0) as f64 + 1.0)),
        (_, Some(0)) => Some(0.0),
        _ => None,
    };
    [
        flag(account.has_picture),
        username.and_then(digits).or(traits.username_digits),
        name.map(|name| name.split_whitespace().count() as f64).or(count(traits.name_words)),
        name.and_then(digits).or(traits.name_digits),
        flag(name.and_then(same).or(traits.name_is_username)),
        account.bio.as_deref().map(|bio| bio.trim().chars().count() as f64).or(count(traits.bio_length)),
        flag(account.link),
        flag(account.private),
        count(account.posts),
        count(account.followers),
        count(account.following),
        ratio,
        count(account.created_days),
    ]
}

/// The share of digits among the characters that are not white space; an empty text has no such share.
fn digits(text: &str) -> Option<f64> {
    let (mut all, mut digits) = (0_u32, 0_u32);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        all += 1;
        digits += u32::from(c.is_numeric());
    }
    (all > 0).then(|| f64::from(digits) / f64::from(all))
}

/// Letters and digits only, in small letters.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(account: &Account, name: &str) -> Option<f64> {
        values(account)[NAMES.iter().position(|known| *known == name).unwrap()]
    }

    #[test]
    fn what_is_not_known_is_not_zero() {
        let nothing = Account { username: "jo.fields".to_owned(), ..Account::default() };
        for name in NAMES.into_iter().filter(|name| *name != "username_digits") {
            assert_eq!(value(&nothing, name), None, "{name}");
        }
        assert!(values(&Account::default()).iter().all(Option::is_none));
    }

    #[test]
    fn texts_are_measured_in_any_script() {
        let account = Account {
            username: "jo1234".to_owned(),
            name: Some("Jo 12 ١٢".to_owned()),
            bio: Some(" Kaffee ☕ ".to_owned()),
            ..Account::default()
        };
        assert_eq!(value(&account, "username_digits"), Some(4.0 / 6.0));
        assert_eq!(value(&account, "name_words"), Some(3.0));
        assert_eq!(value(&account, "name_digits"), Some(4.0 / 6.0));
        assert_eq!(value(&account, "bio_length"), Some(8.0));
        assert_eq!(value(&account, "name_is_username"), Some(0.0));
        let named = Account { username: "jo_fields".to_owned(), name: Some("Jo Fields".to_owned()), ..Account::default() };
        assert_eq!(value(&named, "name_is_username"), Some(1.0));
    }

    #[test]
    fn a_ratio_needs_both_counts_unless_it_follows_nobody() {
        let ratio = |followers, following| value(&Account { followers, following, ..Account::default() }, "following_per_follower");
        assert_eq!(ratio(Some(0), Some(299)), Some(300.0));
        assert_eq!(ratio(None, Some(300)), None);
        assert_eq!(ratio(Some(10), None), None);
        assert_eq!(ratio(None, Some(0)), Some(0.0));
    }
}
