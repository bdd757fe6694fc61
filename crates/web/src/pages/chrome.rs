//! The app's shell around a brand's page: which places a person sees, what waits there, which brands they can go to.
//!
//! Invariant: a place is shown exactly to the roles that may open it. Absent: the places themselves.

use app::{
    campaigns::ListCampaigns,
    creators::{ListApplications, ListCreators},
    discovery::FindCreators,
    payments::ListPayments,
    reports::GetCampaignReport,
    team::CreateBrand,
    views::{ShowInbox, ShowReviews, ShowToday},
};
use domain::moves::What;
use maud::Markup;

use crate::{
    kernel::{InBrand, signed::places},
    text::t,
    ui::{
        overlay::{MenuItem, Toast},
        shell::{App as Rail, app},
    },
};

/// So many running campaigns stand in the rail; the list has all.
const MOST_RUNNING: usize = 8;
/// What is answered in the inbox.
const INBOX: &[What] = &[What::Answer];
/// What is reviewed.
const REVIEWS: &[What] = &[What::ReviewDraft];
/// What is paid.
const PAYMENTS: &[What] = &[What::MakePayout, What::ApprovePayout, What::RecordPayment, What::AskProvider];

/// The shell's words and addresses, owned while a page is written.
pub struct Chrome {
    brand: String,
    person: String,
    search: Option<String>,
    live: String,
    places: Vec<(&'static str, String, u64, char)>,
    settings: Vec<(&'static str, String, u64, char)>,
    brands: Vec<(String, String, bool)>,
    running: Vec<(String, String, bool)>,
    place: String,
    own: [(String, &'static str, &'static str); 2],
    new_brand: Option<String>,
}

impl Chrome {
    /// For a person in a brand, at a place.
    #[must_use]
    pub fn of(at: &InBrand, place: &str) -> Self {
        let shell = &at.shell;
        let count = |kinds: &[What]| u64::try_from(shell.waiting_for(kinds)).unwrap_or(0);
        // Whoever may see a page's view sees its place.
        let all = [
            ("today", at.may_see::<ShowToday>(), u64::try_from(shell.waiting()).unwrap_or(0), 't'),
            ("creators", at.may_see::<ListCreators>(), 0, 'c'),
            ("discover", at.may_see::<FindCreators>(), 0, 'd'),
            ("campaigns", at.may_see::<ListCampaigns>(), 0, 'm'),
            ("inbox", at.may_see::<ShowInbox>(), count(INBOX), 'i'),
            // A phone's bar ends here: messages come first there.
            (
                "applications",
                at.may_see::<ListApplications>() && shell.applications.is_some(),
                u64::try_from(shell.applications.unwrap_or(0)).unwrap_or(0),
                'a',
            ),
            ("reviews", at.may_see::<ShowReviews>(), count(REVIEWS), 'r'),
            ("payments", at.may_see::<ListPayments>(), count(PAYMENTS), 'p'),
            ("reports", at.may_see::<GetCampaignReport>(), 0, 'o'),
        ];
        let places = all.into_iter().filter(|(_, seen, ..)| *seen);
        let settings = super::settings::opens(at).then(|| ("settings", at.path("/settings"), 0, 's'));
        Self {
            brand: shell.brand.brand.name.clone(),
            person: at.signed.person.name.clone(),
            search: Some(at.path("/find")),
            live: at.path("/live"),
            places: places.map(|(name, _, count, key)| (name, at.path(&format!("/{name}")), count, key)).collect(),
            settings: settings.into_iter().collect(),
            brands: shell
                .brands
                .iter()
                .map(|brand| (format!("/b/{}", brand.brand.slug), brand.brand.name.clone(), brand.id == shell.brand.id))
                .collect(),
            running: shell
                .campaigns
                .iter()
                .filter(|campaign| campaign.runs)
                .take(MOST_RUNNING)
                .map(|campaign| (at.path(&format!("/campaigns/{}", campaign.slug)), campaign.name.clone(), campaign.slug == place))
                .collect(),
            place: place.to_owned(),
            own: [(at.path("/settings/sessions"), t("sessions.title"), "lock"), (at.path("/settings/changes"), t("changes.title"), "info")],
            new_brand: at.may_run::<CreateBrand>().then(|| at.path("/settings/brands/new")),
        }
    }

    /// Every place with its address.
    pub(super) fn all_places(self) -> Vec<(&'static str, String)> {
        let all = self.places.into_iter().chain(self.settings);
        all.map(|(name, href, ..)| (crate::text::tk("place", name), href)).collect()
    }

    /// The whole page.
    #[must_use]
    pub fn shown(&self, title: &str, toast: Option<Toast<'_>>, page: Markup) -> Markup {
        let mut brands: Vec<MenuItem<'_>> =
            self.brands.iter().map(|(href, words, current)| MenuItem::Link { href, words, icon: None, current: *current }).collect();
        if let Some(href) = &self.new_brand {
            brands.push(MenuItem::Link { href, words: t("chrome.new_brand"), icon: Some("plus"), current: false });
        }
        let running: Vec<(&str, &str, bool)> =
            self.running.iter().map(|(href, name, current)| (href.as_str(), name.as_str(), *current)).collect();
        let own = self.own.each_ref().map(|(href, words, icon)| MenuItem::Link { href, words, icon: Some(icon), current: false });
        let rail = Rail {
            brand: &self.brand,
            brands: &brands,
            search: self.search.as_deref(),
            live: Some(&self.live),
            places: &places(&self.places, &self.place),
            running: &running,
            settings: places(&self.settings, &self.place).pop(),
            person: &self.person,
            person_items: &own,
            sign_out: "/sign-out",
            toast,
        };
        app(title, &rail, page)
    }
}
