//! A creator's files in parts: a part that breaks off, comes twice or elsewhere, other people's, too much, and what nobody finished.
//!
//! Invariant: every step is a request of the phone's. Absent: the script that sends them; a real browser runs it.

use app::{
    creators::EraseCreator,
    ports::{Files, LaidBy},
    uploads,
};
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use bytes::Bytes;
use domain::{
    files::{LEAST_PART, MOST_PART},
    ids::UploadId,
    time::HOUR,
};

use super::{PICTURE, scene::Scene};
use crate::{
    registry::rows,
    support::{
        World,
        browser::{Browser, Page},
        code, on_both,
    },
};

/// What stands in the picture below and nowhere else.
const MARK: &[u8] = b"a mark in the middle of a picture";
/// As much as a part may be short of.
const LEAST: usize = LEAST_PART as usize;

/// A picture of some size, as its beginning says.
fn picture(size: usize) -> Vec<u8> {
    let mut bytes = PICTURE.to_vec();
    bytes.extend(MARK);
    bytes.resize(size, 7);
    bytes
}

/// A phone on the page of a draft.
struct Phone {
    browser: Browser,
    page: Page,
    /// Her own page.
    own: String,
    /// The draft's page.
    draft: String,
}

impl Phone {
    async fn begin(world: &World, own: &str, draft: String) -> Self {
        let mut browser = Browser::new(world);
        let page = browser.get(&draft).await;
        Self { browser, page, own: own.to_owned(), draft }
    }

    fn csrf(&self) -> &str {
        self.page.body.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
    }

    async fn announces(&mut self, name: &str, size: i64) -> Page {
        let body = format!("csrf={}&name={name}&size={size}", self.csrf());
        let address = format!("{}/uploads", self.draft);
        self.browser.post_raw(&address, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    /// Announces a file and gives where its parts go.
    async fn begins(&mut self, name: &str, size: usize) -> String {
        let answer = self.announces(name, i64::try_from(size).expect("a size")).await;
        assert_eq!((answer.status, offset(&answer)), (StatusCode::CREATED, "0"), "{}", answer.body);
        let place = answer.header("location").to_owned();
        assert!(place.starts_with(&format!("{}/uploads/", self.own)), "{place}");
        place
    }

    async fn adds(&mut self, place: &str, from: usize, bytes: &[u8]) -> Page {
        self.adds_body(place, from, Body::from(bytes.to_vec())).await
    }

    async fn adds_body(&mut self, place: &str, from: usize, body: Body) -> Page {
        let from = from.to_string();
        let headers = [("content-type", "application/offset+octet-stream"), ("upload-offset", from.as_str())];
        self.browser.ask(Method::PATCH, place, &headers, body).await
    }

    async fn asks(&mut self, place: &str) -> Page {
        self.browser.ask(Method::HEAD, place, &[], Body::empty()).await
    }

    /// Sends the draft's form with the number of an upload.
    async fn sends(&mut self, upload: &str) -> Page {
        let (page, draft) = (self.page.clone(), self.draft.clone());
        self.browser.post_parts(&page, &draft, &[("text", "Ad. The balm."), ("uploads", upload)]).await
    }
}

fn offset(page: &Page) -> &str {
    page.header("upload-offset")
}

/// The number at the end of an address.
fn number(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or_default()
}

/// A collaboration in which drafts are made, with the creator's phone on the first one's page.
async fn producing(world: &World) -> (Scene<'_>, Phone) {
    let scene = Scene::begin(world).await;
    scene.producing().await;
    let reel = scene.deliverable(0).await;
    let phone = Phone::begin(world, &scene.path, format!("{}/draft/{reel}", scene.path)).await;
    (scene, phone)
}

/// How many rows tell of uploads.
async fn told(world: &World) -> usize {
    rows::all(world).await.iter().filter(|line| line.table == "upload" || line.table == "upload_part").count()
}

#[test]
fn a_part_that_broke_off_is_sent_again_and_the_file_becomes_a_draft() {
    on_both(async |world| {
        let (scene, mut phone) = producing(world).await;
        phone.page.says(&["data-begin=", "/uploads\"", "You can lock the phone"]);
        let film = picture(3 * LEAST);
        let place = phone.begins("IMG_7.png", film.len()).await;

        assert_eq!(phone.adds(&place, 0, &film[..LEAST]).await.status, StatusCode::NO_CONTENT);
        // The line breaks within the second part.
        let half = Bytes::from(film[LEAST..LEAST + 900].to_vec());
        let pieces: [std::io::Result<Bytes>; 2] = [Ok(half), Err(std::io::Error::other("the line broke"))];
        let broken = phone.adds_body(&place, LEAST, Body::from_stream(futures_util::stream::iter(pieces))).await;
        assert_eq!(broken.status, StatusCode::REQUEST_TIMEOUT, "it can be tried again");
        let asked = phone.asks(&place).await;
        assert_eq!((asked.status, offset(&asked), asked.header("cache-control")), (StatusCode::OK, LEAST.to_string().as_str(), "no-store"));
        assert_eq!(asked.header("upload-length"), film.len().to_string());

        // The same part twice, one too far ahead, and a form too early.
        let again = phone.adds(&place, 0, &film[..LEAST]).await;
        assert_eq!((again.status, offset(&again)), (StatusCode::CONFLICT, LEAST.to_string().as_str()));
        let ahead = phone.adds(&place, 2 * LEAST, &film[2 * LEAST..]).await;
        assert_eq!((ahead.status, offset(&ahead)), (StatusCode::CONFLICT, LEAST.to_string().as_str()));
        let early = phone.sends(number(&place)).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        early.says(&["This file is not whole yet", "Ad. The balm."]);

        let last = phone.adds(&place, LEAST, &film[LEAST..]).await;
        assert_eq!((last.status, offset(&last)), (StatusCode::NO_CONTENT, film.len().to_string().as_str()));
        phone.sends(number(&place)).await.says(&["Sent."]);
        assert_eq!(told(world).await, 0, "nothing is on its way any more");

        let page = phone.browser.get(&phone.draft).await;
        page.says(&["is checking", "IMG_7.png"]);
        let file = page.body.split(&format!("{}/file/", scene.path)).nth(1).and_then(|rest| rest.split('"').next()).expect("a file");
        let shown = phone.browser.get(&format!("{}/file/{file}", scene.path)).await;
        assert_eq!((shown.header("content-type"), shown.bytes == film), ("image/png", true), "byte for byte");

        // A draft is under review: nothing more may begin.
        let more = phone.announces("IMG_8.png", 1_000).await;
        assert_eq!(more.status, StatusCode::UNPROCESSABLE_ENTITY);
        more.says(&["under review"]);
    });
}

#[test]
fn an_upload_is_found_by_nobody_else() {
    on_both(async |world| {
        let (maya, mut phone) = producing(world).await;
        let film = picture(2 * LEAST);
        let place = phone.begins("IMG_7.png", film.len()).await;
        let jonas = Scene::invited(world, maya.campaign, "Jonas Brandt", "jonas@example.org").await;
        let invitation = format!("{}/invitation/{}", jonas.path, jonas.collaboration);
        let mut other = Phone::begin(world, &jonas.path, invitation).await;
        let through_his = format!("{}/uploads/{}", jonas.path, number(&place));
        assert_eq!(other.asks(&through_his).await.status, StatusCode::NOT_FOUND);
        assert_eq!(other.adds(&through_his, 0, &film[..LEAST]).await.status, StatusCode::NOT_FOUND);
        let removed = other.browser.ask(Method::DELETE, &through_his, &[], Body::empty()).await;
        assert_eq!(removed.status, StatusCode::NOT_FOUND);
        let id: UploadId = number(&place).parse().expect("an id");
        assert_eq!(code(world.app.finish_upload(&world.creator(jonas.creator), id).await), "not_found");
        assert_eq!(code(world.app.finish_upload(&world.owner, id).await), "not_found", "the team neither");
        let (elsewhere, _) = world.other_brand().await;
        let in_another = app::Caller::creator(world.organisation, elsewhere, maya.creator);
        assert_eq!(code(world.app.upload_so_far(&in_another, id).await), "not_found", "nor she herself for another brand");

        // Hers, through his link; and a link that nobody gave.
        other.draft = format!("{}/draft/{}", jonas.path, maya.deliverable(0).await);
        assert_eq!(other.announces("IMG_1.png", 1_000).await.status, StatusCode::NOT_FOUND);
        let cut = place.replace(&maya.path, &maya.path[..maya.path.len() - 3]);
        assert_eq!(phone.asks(&cut).await.status, StatusCode::NOT_FOUND);
        let address = format!("{}/uploads", phone.draft);
        let unproven = phone.browser.post_raw(&address, "application/x-www-form-urlencoded", b"name=a&size=9".to_vec()).await;
        assert_eq!(unproven.status, StatusCode::FORBIDDEN);
        assert_eq!(offset(&phone.asks(&place).await), "0", "nobody added anything");
    });
}

#[test]
fn what_is_too_much_or_of_no_kind_that_is_taken_is_refused_at_once() {
    on_both(async |world| {
        let (_scene, mut phone) = producing(world).await;
        let large = phone.announces("film.mp4", 50_000_001).await;
        assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
        large.says(&["the largest that can be uploaded here is 50 MB"]);
        assert_eq!(phone.announces("film.mp4", 0).await.status, StatusCode::UNPROCESSABLE_ENTITY);

        let film = picture(2 * LEAST);
        let place = phone.begins("IMG_7.png", film.len()).await;
        assert_eq!(phone.adds(&place, 0, &picture(film.len() + 1)).await.status, StatusCode::PAYLOAD_TOO_LARGE, "more than was announced");
        assert_eq!(phone.adds(&place, 0, &film[..LEAST - 1]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "crumbs");
        let larger = vec![7; usize::try_from(MOST_PART).expect("a size") + 1];
        let larger = phone.adds(&place, 0, &larger).await;
        assert_eq!((larger.status, larger.header("content-type")), (StatusCode::PAYLOAD_TOO_LARGE, "text/plain; charset=utf-8"));
        // What cannot be taken is not read: these bodies never end.
        let endless = || Body::from_stream(futures_util::stream::pending::<std::io::Result<Bytes>>());
        assert_eq!(phone.adds_body(&place, LEAST, endless()).await.status, StatusCode::CONFLICT);
        let nowhere = place.replace(number(&place), "00000000-0000-0000-0000-000000000000");
        assert_eq!(phone.adds_body(&nowhere, 0, endless()).await.status, StatusCode::NOT_FOUND);
        let mut program = film.clone();
        program[..8].copy_from_slice(b"\x7fELF\x02\x01\x01\0");
        let refused = phone.adds(&place, 0, &program).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.says(&["Send a picture"]);
        let plain = phone.browser.ask(Method::PATCH, &place, &[("upload-offset", "0")], Body::from(film.clone())).await;
        assert_eq!(plain.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(offset(&phone.asks(&place).await), "0");

        // Three of the largest together, and no more; what is not meant any more makes room.
        let first = phone.begins("1.mp4", 50_000_000).await;
        phone.begins("2.mp4", 50_000_000).await;
        let full = phone.announces("3.mp4", 50_000_000).await;
        assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
        full.says(&["too large together"]);
        assert_eq!(phone.browser.ask(Method::DELETE, &first, &[], Body::empty()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(phone.asks(&first).await.status, StatusCode::NOT_FOUND);
        phone.begins("3.mp4", 49_000_000).await;
        for number in 0..17 {
            phone.begins(&format!("{number}.png"), 1_000).await;
        }
        phone.announces("one-more.png", 1_000).await.says(&["At most 20 files"]);
    });
}

#[test]
fn what_nobody_finishes_is_gone_after_a_day_with_its_bytes() {
    on_both(async |world| {
        let (_scene, mut phone) = producing(world).await;
        let film = picture(2 * LEAST);
        let place = phone.begins("IMG_7.png", film.len()).await;
        phone.adds(&place, 0, &film[..LEAST]).await;
        world.clock.advance(23 * HOUR);
        world.tick().await;
        assert_eq!(offset(&phone.asks(&place).await), LEAST.to_string());
        assert!(world.files.hold(MARK) && told(world).await == 2);
        world.clock.advance(2 * HOUR);
        assert_eq!(phone.asks(&place).await.status, StatusCode::NOT_FOUND);
        world.tick().await;
        assert!(!world.files.hold(MARK) && told(world).await == 0);
    });
}

#[test]
fn a_whole_file_gives_the_same_receipt_again_and_lost_bytes_begin_anew() {
    on_both(async |world| {
        let (scene, mut phone) = producing(world).await;
        let (film, maya) = (picture(2 * LEAST), world.creator(scene.creator));
        let place = phone.begins("IMG_7.png", film.len()).await;
        phone.adds(&place, 0, &film).await;
        let id: UploadId = number(&place).parse().expect("an id");
        let finish = || world.app.finish_upload(&maya, id);
        let (one, another) = tokio::join!(finish(), finish());
        let mut received = Vec::new();
        for receipt in [one, another, finish().await] {
            let receipt = receipt.expect("whole");
            received.push(uploads::read_receipt(&world.app, &maya, world.brand, &receipt, world.now()).expect("a receipt"));
        }
        assert!(received[0] == received[1] && received[1] == received[2], "{received:?}");
        assert_eq!((received[0].media_type.as_str(), received[0].name.as_str()), ("image/png", "IMG_7.png"));
        assert_eq!(told(world).await, 1, "its parts are joined");
        phone.sends(number(&place)).await.says(&["Sent."]);

        let story = scene.deliverable(1).await;
        let mut phone = Phone::begin(world, &scene.path, format!("{}/draft/{story}", scene.path)).await;
        let place = phone.begins("IMG_8.png", film.len()).await;
        phone.adds(&place, 0, &film).await;
        world.files.clear_until(world.now().plus(48 * HOUR)).await.expect("the disk is lost");
        let lost = phone.sends(number(&place)).await;
        assert_eq!(lost.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(phone.asks(&place).await.status, StatusCode::NOT_FOUND, "it begins anew");
    });
}

#[test]
fn an_upload_that_lost_a_part_leaves_none_of_the_others() {
    on_both(async |world| {
        let (_scene, mut phone) = producing(world).await;
        let film = picture(2 * LEAST);
        let place = phone.begins("IMG_7.png", film.len()).await;
        phone.adds(&place, 0, &film[..LEAST]).await;
        phone.adds(&place, LEAST, &film[LEAST..]).await;
        let parts = rows::all(world).await.into_iter().filter(|line| line.table == "upload_part");
        let places: Vec<LaidBy> = parts.filter_map(|line| line.text.split('|').find_map(LaidBy::parse)).collect();
        assert_eq!(places.len(), 2);
        for laid in places {
            let bytes = world.files.laid_by(laid).await.expect("a part");
            if !bytes.windows(MARK.len()).any(|some| some == MARK) {
                world.files.clear(laid).await.expect("the second is lost");
            }
        }
        assert!(world.files.hold(MARK));
        assert_eq!(phone.sends(number(&place)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!world.files.hold(MARK) && told(world).await == 0);
    });
}

#[test]
fn with_a_creator_goes_what_they_had_on_its_way() {
    on_both(async |world| {
        let (scene, mut phone) = producing(world).await;
        let film = picture(2 * LEAST);
        let place = phone.begins("IMG_7.png", film.len()).await;
        phone.adds(&place, 0, &film).await;
        let id: UploadId = number(&place).parse().expect("an id");
        world.app.finish_upload(&world.creator(scene.creator), id).await.expect("whole");
        assert!(world.files.hold(MARK));
        let erase = EraseCreator { creator: scene.creator, reason: "Asked by mail.".to_owned(), although_owed: true };
        world.run(erase).await.expect("erased");
        world.tick().await;
        assert!(!world.files.hold(MARK) && told(world).await == 0);
    });
}
