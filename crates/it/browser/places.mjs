// Every page worth a picture: of the demo's brand, of its creators and reviewers, and of an installation that is empty.
// Invariant: a page is found as people find it, by a link on another page or by a link that a manager makes; a page that
// cannot be found fails the run. Absent: pictures (shots.mjs) and judging.
import { open } from "./lib.mjs";

const BRAND = "/b/fennel-rye";

/** A browser that looks for links on pages. */
async function finder(browser, troupe) {
  const { page } = await open(browser, { base: troupe.base });
  await page.context().addCookies([troupe.cookie]);
  /** The address of the first link on a page whose own address fits. */
  const link = async (path, fits) => {
    await page.goto(path);
    const all = await page.locator("a[href]").evaluateAll((links) => links.map((one) => one.getAttribute("href")));
    const found = all.find((href) => fits.test(href));
    if (!found) throw new Error(`no link on ${path} fits ${fits}`);
    return new URL(found, troupe.base).pathname;
  };
  return { link, close: () => page.context().close() };
}

/** The demo's pages: name, path, options (`signedIn`, `whole`). */
export async function places(browser, troupe) {
  const { link, close } = await finder(browser, troupe);
  const campaigns = troupe.op("campaigns.list_campaigns", {});
  const named = (name) => campaigns.find((one) => one.campaign.name === name) ?? campaigns[0];
  const [autumn, summer] = ["Autumn Repair", "Summer Calm"].map((name) => `${BRAND}/campaigns/${named(name).campaign.slug}`);
  const all = troupe.op("campaigns.get_campaign", { campaign: named("Autumn Repair").id }).collaborations;
  const at = (...stages) => stages.map((stage) => all.find((one) => one.stage === stage)).find(Boolean);
  // Not in every season is somebody at each stage; such pages are left out.
  const portal = (one) => one && new URL(troupe.op("outreach.create_portal_link", { creator: one.creator }).link).pathname;
  const [invited, offered, agreed, making, live] = [
    at("invited"), at("in_conversation"), at("agreed", "onboarded"), at("producing", "revising"), at("live", "measuring", "approved"),
  ];
  const [asked, deciding, signing, maker, seen] = [invited, offered, agreed, making, live].map(portal);
  const review = await link(`${BRAND}/reviews`, /\/reviews\/[0-9a-f-]{36}$/);
  const reviewer = { deliverable: review.split("/").pop(), email: "lena@law.example", name: "Lena Ortiz", kind: "legal" };
  const kinds = ["legal", "brand", "client"];
  const reviewed = kinds.map((kind) => {
    try {
      return new URL(troupe.op("content.create_review_link", { ...reviewer, kind }).link).pathname;
    } catch {
      return null; // The campaign does not ask for this sign-off.
    }
  });
  const tracked = troupe.op("campaigns.show_tracker", { campaign: named("Autumn Repair").campaign.slug }).rows;
  const offeredAgain = tracked.find((row) => row.deliverable?.missed?.offered)?.collaboration;
  const missed = all.find((one) => one.id === offeredAgain);
  const late = portal(missed);
  const of = async (whose, fits) => (whose ? link(`${whose}/work`, fits).catch(() => undefined) : undefined);
  const [window, draft, post] = [await of(late, /\/window\//), await of(maker, /\/draft\//), await of(seen, /\/post\//)];
  const thread = await link(`${BRAND}/inbox`, /\/inbox\/[0-9a-f-]{36}/);
  const mail = await link(`${BRAND}/settings/mail`, /\/settings\/mail\/./);
  const vetted = await link(`${BRAND}/creators?q=okonkwo`, /\/creators\/[0-9a-f-]{36}$/);
  const person = await link(`${BRAND}/settings/people`, /\/settings\/people\/./);
  const application = await link(`${BRAND}/applications`, /\/applications\/[0-9a-f-]{36}$/);
  const tracker = await link(`${BRAND}/campaigns/import`, /\/campaigns\/imports\/[0-9a-f-]{36}$/);
  await close();
  const [team, whole, guest] = [{}, { whole: true }, { signedIn: false }];
  const letter = { signedIn: false, whole: true };
  const pages = [
    ["sign-in", "/sign-in", guest],
    ["password-reset", "/password-resets", guest],
    ["link-gone", `${(maker ?? seen ?? "undefined").slice(0, -4)}`, { ...guest, refused: true }],
    ["link-new", "/portal-links", guest],
    ["today", `${BRAND}/today`, team],
    ["demo", `${BRAND}/today`, { strip: true }],
    ["find", `${BRAND}/find?q=ma`, team],
    ["creators", `${BRAND}/creators`, team],
    ["creator", `${BRAND}/creators/${at("in_review")?.creator}`, whole],
    ["creator-kept", vetted, whole],
    ["creator-notes", `${vetted}/notes/all`, whole],
    ["creator-files", `${vetted}/files`, whole],
    ["creator-vetting", `${vetted}/vetting`, whole],
    ["creator-warmth", `${vetted}/warmth`, whole],
    ["creator-timeline", `${vetted}/timeline`, whole],
    ["creator-posts", `${vetted}/posts`, whole],
    ["applications", `${BRAND}/applications`, team],
    ["application", application, whole],
    ["apply", "/apply/fennel-rye", letter],
    ["apply-framed", "/apply/fennel-rye/embed", letter],
    ["settings-applications", `${BRAND}/settings/applications`, whole],
    ["duplicates", `${BRAND}/creators/duplicates`, whole],
    ["discover", `${BRAND}/discover`, team],
    ["discover-saved", `${BRAND}/discover?platform=tiktok&country=GB`, team],
    ["leads", `${BRAND}/leads`, whole],
    ["leads-aside", `${BRAND}/leads?show=aside`, whole],
    ["mentions", `${BRAND}/leads/mentions`, whole],
    ["customers", `${BRAND}/leads/customers`, whole],
    ["discover-channels", `${BRAND}/discover/channels`, whole],
    ["discover-hashtags", `${BRAND}/discover/hashtags`, whole],
    ["creators-access", `${BRAND}/creators/access`, whole],
    ["creator-new", `${BRAND}/creators/new`, whole],
    ["import", `${BRAND}/creators/import`, whole],
    ["tracker", `${BRAND}/campaigns/import`, whole],
    ["tracker-fallen", tracker, whole],
    ["campaigns", `${BRAND}/campaigns`, team],
    ["campaign-new", `${BRAND}/campaigns/new`, whole],
    ["campaign", autumn, team],
    ["campaign-board", `${autumn}/board`, whole],
    ["campaign-calendar", `${autumn}/calendar`, whole],
    ["campaign-plan", `${autumn}/plan`, whole],
    ["campaign-add", `${autumn}/add`, whole],
    ["brief", `${autumn}/brief`, whole],
    ["collaboration", `${BRAND}/collaborations/${at("in_review")?.id}`, whole],
    ["collaboration-offer", `${BRAND}/collaborations/${offered?.id}`, whole],
    ["collaboration-missed", `${BRAND}/collaborations/${missed?.id}`, whole],
    ["inbox", `${BRAND}/inbox`, team],
    ["inbox-thread", thread, team],
    ["reviews", `${BRAND}/reviews`, team],
    ["review", review, whole],
    ["review-link", reviewed.find(Boolean), letter],
    ["payments", `${BRAND}/payments`, whole],
    ["payables", `${BRAND}/payments/owed`, whole],
    ["payouts", `${BRAND}/payments/payouts`, whole],
    ["ledger", `${BRAND}/payments/ledger`, whole],
    ["reports", `${BRAND}/reports`, team],
    ["report", `${summer}/report`, whole],
    ["settings-brand", `${BRAND}/settings/profile`, whole],
    ["settings-rules", `${BRAND}/settings/rules`, whole],
    ["settings-fields", `${BRAND}/settings/fields`, whole],
    ["settings-people", `${BRAND}/settings/people`, whole],
    ["settings-person", person, whole],
    ["settings-connections", `${BRAND}/settings/connections`, whole],
    ["settings-model", `${BRAND}/settings/model`, whole],
    ["settings-keys", `${BRAND}/settings/keys`, whole],
    ["settings-templates", `${BRAND}/settings/templates`, team],
    ["settings-clock", `${BRAND}/settings/clock`, whole],
    ["settings-mail", `${BRAND}/settings/mail`, team],
    ["settings-mail-one", mail, whole],
    ["settings-health", `${BRAND}/settings/health`, team],
    ["settings-audit", `${BRAND}/settings/audit`, team],
    ["settings-sessions", `${BRAND}/settings/sessions`, team],
    ["settings-changes", `${BRAND}/settings/changes`, team],
    ["portal-home", maker, letter],
    ["portal-invitation", `${asked}/invitation/${invited?.id}`, letter],
    ["portal-offer", `${deciding}/offer/${offered?.id}`, letter],
    ["portal-agreement", `${signing}/agreement/${agreed?.id}`, letter],
    ["portal-form", `${signing}/form/${agreed?.id}`, letter],
    ["portal-brief", `${maker}/brief/${making?.id}`, letter],
    ["portal-work", `${maker}/work`, letter],
    ["portal-draft", draft, letter],
    ["portal-post", post, letter],
    ["portal-new-dates", window, letter],
    ["portal-work-missed", `${late}/work`, letter],
    ["portal-payments", `${seen}/payments`, letter],
    ["portal-messages", `${deciding}/messages`, letter],
    ["portal-leave", `${maker}/leave/${making?.id}`, letter],
    ["portal-opt-out", `${asked}/opt-out`, letter],
    ["portal-accounts", `${asked}/accounts`, letter],
  ];
  return pages.filter(([, path]) => path && !path.includes("undefined"));
}

/** What somebody sees who begins: set-up, and the places of a brand in which nothing is yet. */
export async function beginnings(browser, troupe) {
  const { page, close } = await open(browser, { base: troupe.base });
  await page.goto("/set-up");
  const typed = { organisation: "Harbour Foods", brand: "Harbour Oat", name: "Ada Marsh", email: "ada@harbour.example" };
  for (const [name, text] of Object.entries(typed)) await page.locator(`[name="${name}"]`).fill(text);
  await page.locator('[name="password"]').fill("an oat a day keeps well");
  await page.locator("form button").first().click();
  await page.waitForURL(/\/b\//);
  const cookies = await page.context().cookies();
  await close();
  troupe.cookie = cookies.find((cookie) => cookie.name.includes("session"));
  const first = ["today", "creators", "campaigns", "inbox", "reviews", "payments", "reports"];
  const further = [
    "discover", "leads", "leads/mentions", "leads/customers", "applications", "creators/duplicates", "campaigns/import", "payments/owed",
    "payments/payouts", "payments/ledger", "reports/orders", "settings/fields", "settings/keys", "settings/templates",
    "settings/connections", "settings/clock", "settings/mail",
  ];
  return [...first, ...further].map((path) => [`empty-${path.replaceAll("/", "-")}`, `/b/harbour-oat/${path}`, {}]);
}
