//! The press: a template and its data become pages.
//!
//! Invariant: a template sees its own files and its data, and nothing else: no disk, no network, no clock. What typst keeps in
//! memory between two documents is bounded. Absent: when to print; it takes a processor for up to a second, so callers keep
//! it off the threads that answer requests.

use std::{fmt::Write, sync::LazyLock};

use serde::Serialize;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::written;

/// After how many further documents something that none of them needed is forgotten.
const KEPT_FOR: usize = 10;

/// A finished document.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// A template did not take its data: a fault of ours, never of what somebody wrote.
#[derive(Debug, thiserror::Error)]
#[error("a template is wrong: {0}")]
pub struct Broken(String);

/// The templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    Report,
    Brief,
    Agreement,
    Vetting,
}

struct Shop {
    elements: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    house: Source,
    report: Source,
    brief: Source,
    agreement: Source,
    vetting: Source,
    data: FileId,
}

/// Fonts and templates are read once, at the first document.
static SHOP: LazyLock<Result<Shop, Broken>> = LazyLock::new(|| {
    let source = |name, text: &str| Ok::<_, Broken>(Source::new(file(name)?, text.to_owned()));
    let fonts: Vec<Font> = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).collect();
    Ok(Shop {
        elements: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        house: source("house.typ", include_str!("../templates/house.typ"))?,
        report: source("report.typ", include_str!("../templates/report.typ"))?,
        brief: source("brief.typ", include_str!("../templates/brief.typ"))?,
        agreement: source("agreement.typ", include_str!("../templates/agreement.typ"))?,
        vetting: source("vetting.typ", include_str!("../templates/vetting.typ"))?,
        data: file("data.json")?,
    })
});

fn file(name: &str) -> Result<FileId, Broken> {
    let path = VirtualPath::new(name).map_err(|_| Broken(format!("{name} is no path")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// All that one document sees.
struct Desk {
    shop: &'static Shop,
    template: &'static Source,
    data: Bytes,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.shop.elements
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shop.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [self.template, &self.shop.house].into_iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.shop.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shop.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Prints a document.
pub(crate) fn print(template: Template, data: &impl Serialize) -> Result<Paper, Broken> {
    let shop = SHOP.as_ref().map_err(|Broken(why)| Broken(why.clone()))?;
    let mut data = serde_json::to_value(data).map_err(|error| Broken(error.to_string()))?;
    written::ready(&mut data);
    let template = match template {
        Template::Report => &shop.report,
        Template::Brief => &shop.brief,
        Template::Agreement => &shop.agreement,
        Template::Vetting => &shop.vetting,
    };
    let paper = laid_out(&Desk { shop, template, data: Bytes::new(data.to_string().into_bytes()) });
    comemo::evict(KEPT_FOR);
    paper
}

fn laid_out(desk: &Desk) -> Result<Paper, Broken> {
    let document: PagedDocument = typst::compile(desk).output.map_err(|errors| broken(desk, &errors))?;
    let bytes = typst_pdf::pdf(&document, &PdfOptions::default()).map_err(|errors| broken(desk, &errors))?;
    Ok(Paper { bytes, pages: document.pages().len() })
}

fn broken(desk: &Desk, errors: &[SourceDiagnostic]) -> Broken {
    use typst::WorldExt;
    let mut told = String::new();
    for error in errors {
        let at = desk.range(error.span).map(|range| range.start).unwrap_or_default();
        let _ = write!(told, "{} (byte {at}); ", error.message);
    }
    Broken(told.trim_end_matches("; ").to_owned())
}
