//! Lists of creators, which may be long: the file is kept as it arrives, and read from where it is kept.
//!
//! Invariants: the signed name is this brand's alone and good for a day, as long as the file is kept; a file that is refused says why
//! where it was chosen, and what else was typed is still there. Absent: how long a list may be; the room has it.

use app::{
    creators::import::kept::{self, KeptList},
    ports::ByteStream,
};
use axum::{body::Bytes, extract::Request};
use domain::{files::ContentHash, time::Timestamp};
use futures_util::{StreamExt, stream};
use maud::Markup;

use crate::{
    kernel::{InBrand, Posted, Refusal, streamed},
    text::t,
};

/// What the signed name of a kept list is for.
const KEPT: &str = "list";

/// The fields of a list of creators.
pub(in crate::pages) fn fields(posted: &Posted) -> Markup {
    super::fields_with(posted, t("import.list.help"))
}

/// Reads the form. A file in it is kept as it arrives; its signed name becomes the value of `file`.
pub(in crate::pages) async fn read(at: &InBrand, request: Request) -> Result<Posted, Refusal> {
    streamed::any(request, at.app(), |name, bytes| keep(at, name, bytes)).await
}

/// The list that was chosen or pasted, with its name, kept under `kept` for bringing it in; nothing where there is none, and the form
/// says why.
pub(in crate::pages) async fn chosen(at: &InBrand, posted: &mut Posted) -> Option<(String, KeptList)> {
    if !posted.errors.0.is_empty() {
        return None;
    }
    let sent = posted.list("file").last().map(|name| (*name).to_owned());
    let pasted = posted.raw("pasted");
    let name = match sent {
        Some(name) => Ok(name),
        None if pasted.trim().is_empty() => Err(t("import.choose_or_paste")),
        None => {
            let bytes = stream::once(async move { Ok(Bytes::from(pasted)) }).boxed();
            keep(at, t("import.pasted.name").to_owned(), bytes).await.map_err(|_| t("import.not_kept"))
        }
    };
    let found = match name {
        Ok(name) => {
            posted.replace("kept", name);
            kept(at, posted).await.map_err(|_| t("import.gone"))
        }
        Err(why) => Err(why),
    };
    found.map_err(|why| posted.errors.add("file", why)).ok()
}

/// The kept list behind a signed name, with its name, when it is this brand's.
///
/// # Errors
/// At the field `file`, when it is not kept any more.
pub(in crate::pages) async fn kept(at: &InBrand, posted: &Posted) -> app::Result<(String, KeptList)> {
    let gone = || app::Error::field("file", t("import.gone"));
    let text = at.app().secrets().read(KEPT, posted.get("kept"), at.now()).map_err(|_| gone())?;
    let (name, list) = parsed(&text, &at.brand().id.to_string()).ok_or_else(gone)?;
    if kept::is_there(at.app(), &list).await { Ok((name, list)) } else { Err(gone()) }
}

/// Keeps a file and gives its signed name.
async fn keep(at: &InBrand, name: String, bytes: ByteStream) -> app::Result<String> {
    let list = kept::keep(at.app(), bytes).await?;
    Ok(at.app().secrets().sign(KEPT, &written(&at.brand().id.to_string(), &list, &name), list.until))
}

fn written(brand: &str, list: &KeptList, name: &str) -> String {
    let name: String = name.chars().filter(|c| *c != '\n').take(200).collect();
    format!("{brand}\n{}\n{}\n{}\n{name}", list.hash.as_str(), list.size, list.until.0)
}

fn parsed(text: &str, brand: &str) -> Option<(String, KeptList)> {
    let mut parts = text.splitn(5, '\n');
    if parts.next()? != brand {
        return None;
    }
    let hash = ContentHash::parse(parts.next()?).ok()?;
    let (size, until) = (parts.next()?.parse().ok()?, Timestamp(parts.next()?.parse().ok()?));
    Some((parts.next()?.to_owned(), KeptList { hash, size, until }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_read_again_by_the_same_brand_only() {
        let hash = ContentHash::parse(&"0a".repeat(32)).unwrap();
        let list = KeptList { hash, size: 12, until: Timestamp(1_800_000_000) };
        let text = written("one", &list, "June\nlist.csv");
        assert_eq!(parsed(&text, "one"), Some(("Junelist.csv".to_owned(), list)));
        assert_eq!(parsed(&text, "other"), None);
        assert_eq!(parsed("one\nno hash\n1\n2\nlist.csv", "one"), None);
    }
}
