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

/** What the shop and a listening tool tell, so that there are leads to look at. */
function hear(troupe) {
  const file = (name, text) => ({ file_name: name, content: Buffer.from(text).toString("base64") });
  const known = troupe.op("creators.list_creators", { limit: 2 }).items.map((one) => troupe.op("creators.get_creator", { creator: one.id }).creator);
  const [first, second] = known;
  troupe.op("listening.import_customers", file("Shop customers.csv", [
    "Name,Email,Instagram,Country,Orders,Total spent,First order,Last order",
    `${first.name},${first.email ?? "desk@shop.example"},,,4,\u00a3148.50,2026-03-02,2026-07-30`,
    `${second.name},another.one@shop.example,,${second.country ?? "GB"},1,\u00a332,2026-06-11,2026-06-11`,
    "Cleo Vance,cleo@shop.example,@cleo.v,GB,3,\u00a396,2026-01-20,2026-07-02",
    "Bea Langley,bea@shop.example,@bea.langley,GB,1,\u00a328,2026-05-05,2026-05-05",
  ].join("\n")));
  troupe.op("listening.import_mentions", file("Listening tool.csv", [
    "Platform,Handle,Name,URL,Date,Text,Followers,Likes",
    "Instagram,@cleo.v,Cleo Vance,https://www.instagram.com/p/Cleo1/,2026-07-01,Third jar of the barrier cream and my hands forgive me. Not an ad: just Fennel & Rye,12400,310",
    "Instagram,@cleo.v,Cleo Vance,https://www.instagram.com/p/Cleo2/,2026-06-01,Restocking day #fennelrye,12100,254",
    "TikTok,@dora.paints,Dora,https://www.tiktok.com/@dora.paints/video/7,2026-06-20,What I use on winter hands,48200,2100",
    "Instagram,@emil.k,,https://www.instagram.com/p/Emil1/,2026-02-11,,830,41",
  ].join("\n")));
}

/** What a brand writes down about somebody, and what a parcel to them needs. */
function write(troupe, creator) {
  const note = (text, pinned) => troupe.op("creators.add_note", { creator, text, pinned });
  note("Answers on Mondays; a call is better than a mail.", true);
  note("Her reel of the autumn was shared by two pharmacies. Ask for the longer cut next time.", false);
  troupe.op("creators.add_field", { name: "Skin type", kind: "choice", choices: ["Dry", "Oily", "Mixed"] });
  troupe.op("creators.add_field", { name: "Press trips", kind: "number" });
  troupe.op("creators.set_fields", { creator, custom: { "Skin type": "Dry", "Press trips": "2" } });
  const address = { name: "Maya Okonkwo", lines: ["14 Cardigan Road"], city: "Leeds", postcode: "LS6 1AA", region: "", country: "GB" };
  troupe.op("creators.set_shipping", { creator, shipping: { address, clothing: "M", shoes: "EU 39", wants: "No perfume", avoid: "Nuts" } });
}

/** A tracker of the time before, of made-up people, so that there is something that had fallen through. Gives its import. */
function remember(troupe) {
  const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const sheet = [
    "Name,Handle,Campaign,Status,Fee,Deliverable,Contacted,Due date,Posted on,Post link,Shipped,Discount code,Redemptions,Paid?,Paid date,Notes",
    `Anna Lindqvist,@anna.lindqvist,Spring Glow,paid,\u00a3400,1 reel,${day(-200)},${day(-150)},${day(-149)},https://www.instagram.com/reel/AnnaL1/,,ANNA15,38,yes,${day(-120)},Always on time`,
    `Clara Vogt,@clara.vogt,Spring Glow,live,\u00a3350,1 reel,${day(-200)},${day(-140)},${day(-139)},https://www.instagram.com/reel/ClaraV1/,,CLARA15,0,no,,Invoice came?`,
    `Dario Conti,@dario.conti,Spring Glow,posted,\u00a3220,2 stories,,${day(-135)},${day(-134)},https://www.instagram.com/p/DarioC1/,,,,,,`,
    `Finn Berger,@finn.berger,Spring Glow,in progress,\u00a3250,1 reel,,${day(-130)},,,,,,,,Asked three times`,
    `Hanna Holm,@hanna.holm,Spring Glow,product sent,,1 reel,,,,,${day(-160)},,,,,`,
    `Nele Fischer,@nele.fischer,Spring Glow,reached out,,,${day(-60)},,,,,,,,,`,
    `Kai Brandt,@kai.brandt,Spring Glow,declined,,,${day(-190)},,,,,,,,,No time before summer`,
    `Rosa Blum,@rosa.blum,Spring Glow,contract sent,\u00a3500,1 reel,,${day(30)},,,,,,,,`,
  ].join("\n");
  return troupe.op("imports.import_tracker", { file_name: "Creator tracker.csv", content: Buffer.from(sheet).toString("base64") }).id;
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
  hear(troupe);
  write(troupe, vetted.split("/").pop());
  const tracker = remember(troupe);
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
    ["creator-timeline", `${vetted}/timeline`, whole],
    ["creator-posts", `${vetted}/posts`, whole],
    ["applications", `${BRAND}/applications`, team],
    ["application", application, whole],
    ["apply", "/apply/fennel-rye", letter],
    ["apply-framed", "/apply/fennel-rye/embed", letter],
    ["settings-applications", `${BRAND}/settings/applications`, whole],
    ["duplicates", `${BRAND}/creators/duplicates`, whole],
    ["discover", `${BRAND}/discover`, team],
    ["leads", `${BRAND}/leads`, whole],
    ["mentions", `${BRAND}/leads/mentions`, whole],
    ["customers", `${BRAND}/leads/customers`, whole],
    ["discover-channels", `${BRAND}/discover/channels`, whole],
    ["discover-hashtags", `${BRAND}/discover/hashtags`, whole],
    ["creators-access", `${BRAND}/creators/access`, whole],
    ["creator-new", `${BRAND}/creators/new`, whole],
    ["import", `${BRAND}/creators/import`, whole],
    ["tracker", `${BRAND}/campaigns/import`, whole],
    ["tracker-fallen", `${BRAND}/campaigns/imports/${tracker}`, whole],
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
  const names = ["today", "creators", "campaigns", "inbox", "reviews", "payments", "reports"];
  return names.map((name) => [`empty-${name}`, `/b/harbour-oat/${name}`, {}]);
}
