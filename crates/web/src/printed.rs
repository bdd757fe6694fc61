//! Pages on paper: what stands around every document, and how one is answered.
//!
//! Invariant: a document is made from the view and the words of the page that links to it, in the language of who asks, on a
//! thread that answers nobody else meanwhile. Absent: who may have it; the handler has found what it shows through a view.

use app::{
    App,
    agreements::signed::{self, Passage},
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    briefs::BriefContent,
    files::StoredFile,
    time::{Timestamp, Zone},
};
use paper::{Brief, Broken, Clause, Frame, Paper, Part, Signature};
use tokio::sync::Semaphore;

use crate::{
    kernel::{Answer, InBrand, values::escaped},
    language::{Language, spoken},
    portal::{Around, Says, parts},
    text::{t, tf},
    ui::when,
};

/// So many documents are laid out at once. Each takes a processor to itself, and pages have to be answered beside them.
static PRESSES: Semaphore = Semaphore::const_new(2);

/// A document to save, under a name of plain letters.
pub(crate) async fn answer(name: &str, print: impl FnOnce() -> Result<Paper, Broken> + Send + 'static) -> Answer {
    let broken = |why: String| app::Error::Broken(format!("{name}: {why}"));
    let press = PRESSES.acquire().await.map_err(|error| broken(error.to_string()))?;
    // The layout goes on when the reader hangs up, and holds its press until it is done.
    let print = move || {
        let _press = press;
        print()
    };
    let printed = tokio::task::spawn_blocking(print).await.map_err(|error| broken(error.to_string()))?;
    Ok(sent(name, printed.map_err(|error| broken(error.to_string()))?))
}

fn sent(name: &str, paper: Paper) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", escaped(name))),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, paper.bytes).into_response()
}

/// What stands around a document of a brand.
pub(crate) fn frame(brand: &str, colour: Option<&str>, kind: &str, about: &str, now: Timestamp, zone: &Zone) -> Frame {
    Frame {
        language: spoken().tag().to_owned(),
        brand: brand.to_owned(),
        colour: colour.map(str::to_owned),
        kind: kind.to_owned(),
        title: tf("paper.title", &[("kind", kind), ("about", about)]),
        date: when::at(now, zone, "%-d %b %Y"),
    }
}

/// The same for a page of the team.
pub(crate) fn of_brand(at: &InBrand, kind: &str, about: &str) -> Frame {
    let brand = &at.brand().brand;
    frame(&brand.name, brand.settings.colour.as_deref(), kind, about, at.now(), at.zone())
}

/// A brief in the parts of the creator's page.
pub(crate) fn brief(frame: Frame, about: String, content: &BriefContent, around: Around) -> Brief {
    let said = |says| match says {
        Says::Points(all) => paper::Says::Points(all),
        Says::Things(all) | Says::List(all) | Says::References(all) => paper::Says::List(all),
        Says::Sentence(text) | Says::Voice(text) => paper::Says::Words(text),
        Says::Tags(text) => paper::Says::Exactly(text),
        Says::Facts(all) => paper::Says::Facts(all),
    };
    let parts = parts(content, around).into_iter();
    let parts = parts.map(|part| Part { title: part.title.to_owned(), note: part.note, says: part.says.into_iter().map(said).collect() });
    Brief { frame, objective: content.objective.clone(), about, parts: parts.collect() }
}

/// A signature with its hour and zone.
pub(crate) fn signature(side: &str, name: &str, at: Timestamp, zone: &Zone) -> Signature {
    Signature { side: side.to_owned(), name: name.to_owned(), at: when::deadline(at, zone) }
}

/// The agreement's own words, read from the bytes that were signed, with both signatures below.
pub(crate) async fn agreement(app: &App, name: &str, frame: Frame, file: &StoredFile, signatures: Vec<Signature>) -> Answer {
    let words = signed::words(app, file).await?;
    let clause = |passage| match passage {
        Passage::Heading(text) => Clause::Heading(text),
        Passage::Paragraph(text) => Clause::Words(text),
        Passage::Table { heads, rows } => Clause::Table { heads, rows },
    };
    let agreement = paper::Agreement {
        // What was signed is in English, whoever reads it.
        frame: Frame { language: Language::English.tag().to_owned(), ..frame },
        heading: words.title,
        clauses: words.passages.into_iter().map(clause).collect(),
        signatures_title: t("portal.agreement.signatures").to_owned(),
        signatures,
        about: t("paper.agreement.about").to_owned(),
        fingerprint_name: t("portal.agreement.hash").to_owned(),
        fingerprint: file.hash.to_string(),
    };
    answer(name, move || agreement.print()).await
}
