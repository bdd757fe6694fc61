// The whole path by hand, from an empty folder to a paid creator and a report: an owner, finance, a lawyer by a link,
// and creators on their phones, one of them without scripts. Every kind of page on the way is looked at by axe in light
// and dark, must fit a phone and may log no error. Expectations are those of docs/domain.md.
// Absent: the demo's data, and anything that is not on a page but for what a shop and a shell do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumPath, launch } from "./lib.mjs";
import { Findings, Person } from "./person.mjs";
import { made } from "./media.mjs";
import { empty } from "./troupe.mjs";

const brand = "/b/harbour-oat";
const mayas = "Maya Lindqvist";
const day = (plus) => new Date(Date.now() + plus * 86_400_000).toISOString().slice(0, 10);

let troupe, browser, ada, tom, files;
const findings = new Findings();
const people = [];
/** What later steps need of earlier ones. */
const known = {};

async function arrives(name, options = {}) {
  const person = await Person.arrives(browser, name, findings, { base: troupe.base, ...options });
  people.push(person);
  return person;
}

/** Why nothing can run here, if so. */
const skip = existsSync(chromiumPath) ? false : `there is no Chromium at ${chromiumPath}`;

/** A step of the path: on failure it says where a picture of each open page lies. */
function step(name, steps) {
  test(name, { skip }, async (context) => {
    if (known.failed) return context.skip(`not reached: ${known.failed}`);
    try {
      await steps();
    } catch (error) {
      known.failed = name;
      for (const person of people) {
        const faults = person.watch.faults.length ? `\n  ${person.watch.faults.join("\n  ")}` : "";
        error.message += `\n${person.name} was on ${person.page.url()} ${await person.picture(name)}${faults}`;
      }
      throw error;
    }
  });
}

/** Opens the newest captured mail to somebody and gives the first link in it that begins so. */
async function linkInMail(to, begins) {
  for (let tries = 0; tries < 40; tries++) {
    await ada.goes(`${brand}/settings/mail`);
    const row = ada.page.locator("tbody tr", { hasText: to }).first();
    if ((await row.count()) && (await row.getByText("kept here").count())) {
      await row.getByRole("link").first().click();
      await ada.page.waitForURL(/\/mail\/./);
      await ada.looks();
      const links = await ada.page.locator(`.mail-text a[href*="${begins}"]`).all();
      if (links.length) return new URL(await links[0].getAttribute("href")).pathname;
    }
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`no mail to ${to} with a link to ${begins}`);
}

const collaboration = () => `${brand}/collaborations/${known.maya}`;
const campaign = `${brand}/campaigns/spring-oats`;

/** A verb of Ada's about a collaboration: its form is on the page, or a link on it or in its menu opens it. */
async function does(page, verb, fields = {}, button = undefined) {
  await ada.goes(page);
  if (!(await ada.form(`/do/${verb}`).count())) {
    const link = ada.page.locator(`a[href*="do=${verb}"]`).first();
    const folds = link.locator("xpath=ancestor::details[not(@open)]/summary");
    if (await folds.count()) await folds.first().click();
    await link.click();
    await ada.form(`/do/${verb}`).waitFor();
    await ada.looks();
  }
  await ada.sends(`/do/${verb}`, fields, button);
}

before(async () => {
  if (skip) return;
  troupe = await empty();
  browser = await launch();
  files = await made(browser);
});
after(async () => {
  await browser?.close();
  await troupe?.stop();
});

/** A zone in which it is about noon now: mail to creators rests at night, and these people do not. */
function noon() {
  const ahead = 12 - new Date().getUTCHours();
  return ahead === 0 ? "Etc/UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

step("an empty folder is set up", async () => {
  ada = await arrives("Ada");
  await ada.goes("/");
  assert.match(ada.page.url(), /\/set-up$/);
  const first = { organisation: "Harbour Foods", brand: "Harbour Oat", zone: noon(), currency: "GBP" };
  await ada.sends("/set-up", { ...first, name: "Ada Marsh", email: "ada@harbour.example", password: "an oat a day keeps well" });
  await ada.goes(`${brand}/today`);
  for (const place of ["creators", "campaigns", "inbox", "reviews", "payments", "reports", "settings"]) await ada.goes(`${brand}/${place}`);
});

step("the brand says what it stands for, and how it pays", async () => {
  await ada.goes(`${brand}/settings/profile`);
  await ada.sends("/settings/profile", {
    website: "https://harbour-oat.example/", voice: "Plain and warm. We talk like a neighbour.", values: "Honest food\nSmall farms",
    "products.0.name": "Oat Drink No. 4", "products.0.benefits": "creamy; no sugar added", "products.0.value": "24.00",
    "claims.0.text": "no sugar added", "claims.0.standing": "allowed", do_not_say: "detox", markets: "GB, IE",
  }, /save/i);
  await ada.goes(`${brand}/settings/rules`);
  await ada.sends("/settings/rules", {
    "settings.sender_name": "Ada of Harbour Oat", "settings.sender_email": "ada@harbour.example", "settings.payment_days": "0",
    "settings.postal_address": "1 Quay Street\nWhitby",
  }, /save/i);
  for (const tab of ["people", "keys", "templates", "health", "audit", "mail"]) await ada.goes(`${brand}/settings/${tab}`);
});

step("finance is invited and joins by the mail", async () => {
  await ada.goes(`${brand}/settings/people`);
  const form = ada.form("/settings/people");
  const finance = form.locator('[name="grants"][value$=":finance"]');
  await finance.check();
  await ada.sends("/settings/people", { name: "Tom Hale", email: "tom@harbour.example" });
  tom = await arrives("Tom");
  await tom.goes(await linkInMail("tom@harbour.example", "/invitations/"));
  await tom.sends(new URL(tom.page.url()).pathname, { password: "ledgers balance every night" });
  await tom.reads(/Today/);
});

step("creators come from a spreadsheet: a look first, then the rows", async () => {
  const rows = [
    "Name;IG handle;Followers;ER;E-mail;Country",
    `${mayas};@maya.makes;1.2M;3,5 %;maya@creators.example;GB`,
    "Jonas Brandt;@jonasbakes;48k;#VALOR!;jonas@creators.example;DE",
    "Priya Shah;@priya.pours;22 500;4.1%;priya@creators.example;United Kingdom",
    "=1+1;;;;;",
    `${mayas};@maya.makes;1.2M;3,5 %;maya@creators.example;GB`,
    ";;10k;;nobody;",
  ];
  const list = { name: "creators.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\r\n")) };
  await ada.goes(`${brand}/creators/import`);
  await ada.sends("/creators/import", { file: [list] });
  await ada.reads("creators.csv", /IG handle/);
  await ada.sends("/creators/import/run", {}, /bring|import/i);
  assert.match(ada.page.url(), /\/imports\//);
  await ada.goes(`${brand}/creators`);
  await ada.reads(mayas, "Jonas Brandt", "Priya Shah");
  await ada.page.getByRole("link", { name: mayas }).first().click();
  await ada.page.waitForURL(/creators\/[0-9a-f-]{36}/);
  await ada.looks();
  await ada.reads("1,200,000", "3.50 %");
});

step("a campaign by its form, with a plan and a brief", async () => {
  await ada.goes(`${brand}/campaigns/new`);
  await ada.sends("/campaigns", {}, /add rows/i);
  const window = { opens: day(0), closes: day(20) };
  await ada.form("/campaigns").locator('[name="review.sign_offs"][value="legal"]').check();
  await ada.sends("/campaigns", {
    name: "Spring Oats", objective: "sales", starts: day(0), ends: day(40), active_creators: "2", markets: "GB",
    "goals.0.measure": "orders", "goals.0.target": "50",
    "deliverables.0.format": "reel", "deliverables.0.platform": "instagram", "deliverables.0.opens": window.opens, "deliverables.0.closes": window.closes,
    "deliverables.1.format": "story", "deliverables.1.platform": "instagram", "deliverables.1.opens": window.opens, "deliverables.1.closes": window.closes,
    "budget.fees": "2000", "budget.product": "200", "budget.shipping": "50", "budget.commission": "300",
    "tracking.landing_page": "https://harbour-oat.example/spring", "tracking.code_percent": "15",
  }, /save/i);
  assert.match(ada.page.url(), /spring-oats|\/plan/);
  // Two from a cold list at one in ten: twenty to invite (docs/domain.md, Attrition planning).
  await ada.reads("20");
  await ada.goes(`${campaign}/plan`);
  await ada.sends("/spring-oats/start");
  await ada.goes(`${campaign}/brief`);
  await ada.sends("/brief", {
    objective: "Show how you use our oat drink at breakfast.", talking_points: "It has no sugar added.\nIt froths well.",
    brand_values: "Honest food from small farms.", visual_guidelines: "Your own kitchen in morning light.", hashtags: "#ad",
    disclosure: "Write Ad first in the caption.", approval: "We answer in one day. Two rounds of changes are in.",
    payment: "We pay on the day your posts are checked.", do_not_say: "detox", flexible: "Story, music and words are yours.",
  });
  await ada.goes(campaign);
});

step("a shortlist is invited with a template", async () => {
  await ada.goes(`${brand}/settings/templates/new`);
  await ada.sends("/settings/templates/new", {
    name: "First hello", kind: "invitation", subject: "{{brand.name}} and you?",
    body: "Hello {{creator.first_name}},\n\nwould you join {{campaign.name}}? All about it: {{portal.link}}\n\n{{sender.name}}",
  });
  await ada.goes(`${campaign}/add`);
  for (const name of [mayas, "Priya Shah"]) await ada.page.locator("tr", { hasText: name }).getByRole("checkbox").check();
  await ada.sends("/add");
  await ada.goes(`${campaign}/add`);
  assert.equal(await ada.form("/invite").locator('[name="subject"]').inputValue(), "{{brand.name}} and you?");
  await ada.sends("/invite");
  await ada.reads(/2 invited/);
  known.portal = await linkInMail("maya@creators.example", "/c/");
  known.plain = await linkInMail("priya@creators.example", "/c/");
});

step("the creator says yes, asks for more, and both agree", async () => {
  const maya = await arrives("Maya", { size: "phone" });
  known.creator = maya;
  await maya.goes(known.portal);
  await maya.page.locator(`a[href*="/invitation/"]`).first().click();
  await maya.page.waitForURL(/invitation/);
  await maya.looks();
  known.maya = new URL(maya.page.url()).pathname.split("/").pop();
  await maya.sends(`/invitation/${known.maya}`, { message: "Yes, with pleasure." }, /yes/i);

  await does(collaboration(), "offer", { "terms.fee": "400", message: "We loved your winter series." }, /£400/);
  await maya.goes(`${known.portal}/offer/${known.maya}`);
  await maya.reads(/£400/);
  await maya.sends("/counter", { fee: "450", message: "Two pieces take me two days." });
  await ada.goes(collaboration());
  await ada.reads(/£450/);
  await does(collaboration(), "accept");
  await does(collaboration(), "prepare");
});

step("both sign by typed name, and the form is filled in", async () => {
  const { creator: maya } = known;
  await maya.goes(`${known.portal}/agreement/${known.maya}`);
  await maya.sends(`/agreement/${known.maya}`, { name: mayas });
  await maya.goes(`${known.portal}/form/${known.maya}`);
  // What is typed is kept in the browser, but for the account, until it was sent.
  const typing = maya.page;
  await typing.fill("[name=legal_name]", "Maya Half");
  await typing.fill("[name=payment_account]", "12-34-56 00000000");
  await typing.locator("[data-kept]").waitFor({ state: "visible" });
  await typing.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith("kept:")));
  assert.ok(!(await typing.evaluate(() => JSON.stringify(localStorage))).includes("00000000"), "an account is never kept");
  await typing.reload();
  assert.equal(await typing.inputValue("[name=legal_name]"), "Maya Half");
  assert.equal(await typing.inputValue("[name=payment_account]"), "");
  await maya.sends(`/form/${known.maya}`, {
    legal_name: mayas, tax_country: "GB", "address.name": mayas, "address.lines": "4 Mill Lane", "address.city": "Leeds",
    "address.postcode": "LS1 4AB", "address.country": "GB", payment_method: "Bank transfer", payment_account: "12-34-56 12345678",
  });
  assert.deepEqual(await typing.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("kept:"))), [], "sent is forgotten");
  await does(collaboration(), "sign", { name: "Ada Marsh" });
});

step("product ships, links and code are confirmed, the brief leaves", async () => {
  const { creator: maya } = known;
  await does(collaboration(), "ship", { items: "Oat Drink No. 4, six cartons", value: "24", cost: "4.20", carrier: "Royal Mail", tracking_number: "RM 1 GB" });
  await maya.goes(`${known.portal}/delivery/${known.maya}`);
  await maya.sends(`/delivery/${known.maya}`);
  await does(collaboration(), "confirm", { note: "Both links open the spring page, the code takes 15 % off.", file: [files.picture] });
  await does(collaboration(), "brief");
  await maya.goes(known.portal);
  await maya.goes(`${known.portal}/brief/${known.maya}`);
  await maya.reads("It froths well.");
  await maya.sends(`/brief/${known.maya}`);
});

step("a draft goes up: a picture", async () => {
  const { creator: maya } = known;
  await maya.goes(`${known.portal}/work`);
  const rows = await maya.page.locator('a[href*="/draft/"]').evaluateAll((links) => links.map((link) => [link.getAttribute("href"), link.textContent]));
  known.reel = rows.find(([, words]) => /reel/i.test(words))[0].split("/").pop();
  known.story = rows.find(([, words]) => /story/i.test(words))[0].split("/").pop();
  await maya.goes(`${known.portal}/draft/${known.reel}`);
  await maya.sends(`/draft/${known.reel}`, { files: [files.picture], text: "Ad. Breakfast with oats.", note: "First go." });
  await maya.reads(/Sent/);
});

step("a line that is lost in the middle of an upload costs one part, and a page that was closed goes on with the same file", async () => {
  const { creator: maya } = known;
  const { page } = maya;
  const address = `/draft/${known.story}`;
  // Files on a disk are the same after a reload: name, size and last change.
  const folder = mkdtempSync(join(tmpdir(), "troupe-upload-"));
  const long = { name: "long-take.png", buffer: Buffer.concat([files.picture.buffer, Buffer.alloc(5_000_000, 7)]) };
  const paths = [files.words, files.film, long].map((file) => {
    const path = join(folder, file.name);
    writeFileSync(path, file.buffer);
    return path;
  });
  let [cut, lost] = [false, false];
  const parts = [];
  const places = /\/uploads\/[0-9a-f-]{36}$/;
  await page.route(places, (route) => {
    const request = route.request();
    const from = request.headers()["upload-offset"];
    // The line goes once, while the second part of the long file is on its way.
    if (request.method() === "PATCH" && from !== "0" && !lost) [cut, lost] = [true, true];
    if (cut) return route.abort("internetdisconnected");
    if (request.method() === "PATCH") parts.push(`${new URL(request.url()).pathname.slice(-36)} from ${from}`);
    return route.continue();
  });
  try {
    await maya.watch.expecting(/ERR_INTERNET_DISCONNECTED/, async () => {
      await maya.goes(known.portal + address);
      const form = maya.form(address);
      await form.locator("input[type=file]").setInputFiles(paths);
      assert.equal(await form.locator("[data-pictures] img").count(), 1, "the chosen picture is shown");
      await form.locator("[name=text]").fill("Ad. A sip before school.");
      await form.getByRole("button", { name: /send draft/i }).click();
      const panel = form.locator("[data-uploading]");
      await panel.getByText(/The line is gone/).waitFor();
      const { y, height } = await panel.boundingBox();
      assert.ok(y >= 0 && y + height <= page.viewportSize().height, "what goes wrong is in sight");
      await page.reload();
    });
    cut = false;
    await page.locator("[data-unfinished]").getByText(/long-take\.png/).waitFor();
    await maya.sends(address, { files: paths, text: "Ad. A sip before school." });
    await maya.reads(/Sent/);
  } finally {
    await page.unroute(places);
    rmSync(folder, { recursive: true, force: true });
  }
  assert.deepEqual([...new Set(parts)], parts, "no part was sent twice");
  assert.equal(parts.filter((part) => part.endsWith(" from 0")).length, 3, "each file began once");
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("uploads:"))), [], "nothing is left of it");
});

step("changes are asked for, a second draft is approved by two people", async () => {
  const { creator: maya } = known;
  await ada.goes(`${brand}/reviews`);
  await ada.goes(`${brand}/reviews/${known.reel}`);
  await ada.reads("Ad. Breakfast with oats.");
  await ada.page.locator("[data-points]").first().click({ position: { x: 20, y: 20 } });
  await ada.sends("/changes", { "changes.0.text": "Show the carton in the first 3 seconds.", "changes.0.weight": "must" });
  await maya.goes(`${known.portal}/draft/${known.reel}`);
  await maya.reads("Show the carton in the first 3 seconds.");
  assert.equal(await maya.page.locator(".pinned .mark-pin").count(), 1, "the place stands on her picture");
  await maya.sends(`/draft/${known.reel}`, { files: [files.second], text: "Ad. Breakfast with oats, carton first." });

  for (const [thing, name] of [[known.reel, "reel"], [known.story, "story"]]) {
    await ada.goes(`${brand}/reviews/${thing}`);
    await ada.sends(`/reviews/${thing}/link`, { name: "Lena Ortiz", email: `lena.${name}@law.example`, for: "legal" });
    await ada.goes(`${brand}/reviews/${thing}`);
    await ada.ticks("/approve");
    const lena = await arrives(`Lena for the ${name}`, { size: "phone" });
    await lena.goes(await linkInMail(`lena.${name}@law.example`, "/r/"));
    await lena.ticks("/approve");
    await maya.goes(`${known.portal}/draft/${thing}`);
    await maya.reads(/Approved/);
  }
});

step("posts are live, and a person verifies them with evidence", async () => {
  const { creator: maya } = known;
  for (const thing of [known.reel, known.story]) {
    await maya.goes(`${known.portal}/post/${thing}`);
    await maya.sends(`/post/${thing}`, { url: `https://instagram.example/p/${thing.slice(-6)}` });
  }
  for (let left = 2; left > 0; left--) {
    await does(collaboration(), "verify", { note: "Live, marked as an ad, link in place.", file: [files.second] }, /live/i);
  }
});

step("a click, an order by a signed webhook, and a refund", async () => {
  const { creator: maya } = known;
  await maya.goes(`${known.portal}/work`);
  const shown = await maya.page.locator("main").innerText();
  const slug = shown.match(/\/go\/([\w-]+)/)[1];
  known.code = shown.match(/\b[A-Z]{3,}15\b/)[0];
  const gone = await fetch(`${troupe.base}/go/${slug}`, { redirect: "manual", headers: { "user-agent": "Mozilla/5.0 (iPhone)" } });
  const target = new URL(gone.headers.get("location"));
  assert.deepEqual(
    ["utm_source", "utm_medium", "utm_campaign"].map((name) => target.searchParams.get(name)),
    ["instagram", "creator", "spring-oats"],
  );
  known.now = new Date().toISOString();
  const { secret } = troupe.op("attribution.create_webhook_secret", {}, "harbour-oat");
  const order = {
    number: "1001", placed_at: known.now, currency: "GBP", total: 6000, status: "paid", codes: [known.code],
    click: target.searchParams.get("tc"), new_customer: true, lines: [{ id: "1", net: 5000 }],
  };
  const taken = await tells(secret, "order.created", order);
  assert.deepEqual([taken.status, taken.said.outcome], [200, "recorded"], JSON.stringify(taken.said));
  const again = await tells(secret, "order.created", order);
  assert.deepEqual(again.said, taken.said, "a message that comes twice counts once");
  const back = await tells(secret, "order.refunded", { number: "1001", refund_number: "r-1", parts: [{ for: "line", line: "1", net: 1250 }] });
  assert.deepEqual([back.status, back.said.outcome], [200, "applied"], JSON.stringify(back.said));
  const refusals = [
    await tells(secret, "order.created", order, { id: "altered", alter: (body) => body.replace("5000", "9000") }),
    await tells(secret, "order.created", order, { id: "old", at: new Date(Date.now() - 600_000) }),
    await tells(`whsec_${Buffer.alloc(32).toString("base64")}`, "order.created", order, { id: "foreign" }),
  ];
  assert.deepEqual(refusals.map(({ status, said }) => [status, said.code]), [
    [401, "signature_invalid"], [401, "signature_expired"], [401, "signature_invalid"],
  ]);
});

/** Tells the brand's shop address something, signed by the library that Standard Webhooks publishes for Node. */
async function tells(secret, type, data, { id = `msg_${type}_${data.number}`, at = new Date(), alter = (body) => body } = {}) {
  const body = JSON.stringify({ type, timestamp: known.now, data });
  const headers = {
    "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(Math.floor(at / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  };
  const answer = await fetch(`${troupe.base}/api/hooks/harbour-oat/orders`, { method: "POST", headers, body: alter(body) });
  return { status: answer.status, said: await answer.json() };
}

step("finance makes the payout, the owner approves it, and it is recorded as paid", async () => {
  const { creator: maya } = known;
  await tom.goes(`${brand}/payments`);
  await tom.reads(/£450\.00/);
  await tom.sends("/payments/payouts", { "*method": "Marketing GBP" });
  await tom.goes(`${brand}/payments`);
  await tom.reads(/Waits for/);
  await ada.goes(`${brand}/payments`);
  // Pressed twice, as somebody in a hurry does: it is sent once.
  const sent = [];
  const heard = (request) => request.method() === "POST" && sent.push(request.url());
  ada.page.on("request", heard);
  const answered = ada.page.waitForResponse((response) => response.request().method() === "POST");
  const away = ada.page.waitForEvent("framenavigated", (frame) => frame === ada.page.mainFrame());
  await ada.form("/payments/approve").getByRole("button", { name: /approve £450\.00 \(1\)/i }).click();
  await ada.page.locator("dialog[open] button.primary").dblclick();
  assert.ok((await answered).status() < 400);
  await away;
  await ada.page.waitForLoadState();
  ada.page.off("request", heard);
  assert.deepEqual(sent.map((url) => url.split("/").pop()), ["approve"], "one approval");
  await ada.looks();
  await tom.goes(`${brand}/payments`);
  await tom.sends("/paid", { "*reference": "FT-4471", "*note": "Line 12 of the statement." }, /record £450\.00/i);
  await tom.goes(`${brand}/payments/ledger`);
  await maya.goes(`${known.portal}/payments`);
  await maya.reads(/Paid/, /£450/);
});

step("the report says what came of it, also as a file, and the standing is decided", async () => {
  await ada.goes(`${campaign}/report`);
  // One order of 50.00 net, 12.50 of it refunded.
  await ada.reads(mayas, "£37.50", /£12\.50 refunded|£12\.50/);
  const csv = await ada.page.request.get(`${campaign}/report.csv`);
  assert.equal(csv.status(), 200);
  assert.match(await csv.text(), new RegExp(mayas));
  await ada.sends(`/standing/${known.maya}`, { "*standing": "rebook", "*reason": "Calm, quick, and it sold." }, /decide/i);
  await ada.goes(`${brand}/reports`);
  await ada.goes(`${brand}/creators`);
});

step("without scripts a creator answers, acknowledges, uploads and reports", async () => {
  const priya = await arrives("Priya", { size: "phone", scripts: false });
  await priya.goes(known.plain);
  await priya.page.locator('a[href*="/invitation/"]').first().click();
  const id = new URL(priya.page.url()).pathname.split("/").pop();
  const hers = `${brand}/collaborations/${id}`;
  await priya.sends(`/invitation/${id}`, {}, /yes/i);
  await does(hers, "offer", { "terms.fee": "120" });
  await priya.goes(`${known.plain}/offer/${id}`);
  await priya.sends("/accept");
  await does(hers, "prepare");
  await priya.goes(`${known.plain}/agreement/${id}`);
  await priya.sends(`/agreement/${id}`, { name: "Priya Shah" });
  await priya.goes(`${known.plain}/form/${id}`);
  await priya.sends(`/form/${id}`, {
    legal_name: "Priya Shah", tax_country: "GB", "address.name": "Priya Shah", "address.lines": "9 Dock Road", "address.city": "Hull",
    "address.postcode": "HU1 1AA", "address.country": "GB", payment_method: "Bank transfer", payment_account: "65-43-21 87654321",
  });
  await does(hers, "sign", { name: "Ada Marsh" });
  await does(hers, "ship", { items: "Oat Drink No. 4", value: "24", cost: "4.20", carrier: "Royal Mail", tracking_number: "RM 2 GB" });
  await does(hers, "arrived");
  await does(hers, "confirm", { note: "Tried both." });
  await does(hers, "brief");
  await priya.goes(`${known.plain}/brief/${id}`);
  await priya.sends(`/brief/${id}`);
  await priya.goes(`${known.plain}/work`);
  const thing = (await priya.page.locator('a[href*="/draft/"]').first().getAttribute("href")).split("/").pop();
  await priya.goes(`${known.plain}/draft/${thing}`);
  await priya.sends(`/draft/${thing}`, { files: [files.picture], text: "Ad. Pour and sip." });
  await priya.reads(/Sent/);
  await ada.goes(`${brand}/reviews/${thing}`);
  await ada.sends(`/reviews/${thing}/link`, { name: "Lena Ortiz", email: "lena.plain@law.example", for: "legal" });
  await ada.goes(`${brand}/reviews/${thing}`);
  await ada.ticks("/approve");
  const lena = await arrives("Lena without scripts", { size: "phone", scripts: false });
  await lena.goes(await linkInMail("lena.plain@law.example", "/r/"));
  await lena.ticks("/approve");
  await priya.goes(`${known.plain}/post/${thing}`);
  await priya.sends(`/post/${thing}`, { url: "https://instagram.example/p/plain" });
  await priya.goes(`${known.plain}/post/${thing}`);
  await priya.reads(/You reported it/);
});

step("Today is worked by the keyboard", async () => {
  const { page } = ada;
  await ada.goes(`${brand}/creators`);
  await page.keyboard.press("/");
  assert.ok(await page.evaluate(() => document.activeElement.matches("[data-search]")), "/ goes to the search");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.waitForURL(/\/today$/);
  const at = () => page.evaluate(() => document.querySelector("main .is-at")?.textContent ?? "");
  await page.keyboard.press("j");
  const first = await at();
  assert.match(first, /Priya/);
  const rows = await page.locator("main .move").count();
  await page.keyboard.press("j");
  if (rows > 1) assert.notEqual(await at(), first);
  await page.keyboard.press("k");
  assert.equal(await at(), first);
  await page.keyboard.press("Enter");
  await page.waitForFunction((words) => location.search !== "" || !location.pathname.endsWith("/today"), first);
  await ada.looks();
});

step("each move is opened beside the list and done by the keyboard alone", async () => {
  const { page } = ada;
  await ada.goes(`${brand}/today`);
  const rows = await page.locator("main a.move[href*='open=']").count();
  const row = () => page.evaluate(() => document.querySelector("main .is-at")?.getAttribute("href") ?? "");
  for (let number = 0; number < Math.min(rows, 4); number++) {
    await page.keyboard.press("j");
    const href = await row();
    if (!href.includes("open=")) continue;
    await page.waitForFunction((href) => location.pathname + location.search === new URL(href, location.origin).pathname + new URL(href, location.origin).search, href);
    assert.equal(await page.locator("main a.move[aria-current]").count(), 1, "one row is open");
    assert.equal(await page.locator("#opened").count(), 1, "and it stands beside the list");
    assert.equal(await page.locator("#opened .skel").count(), 0, "the rows that stood there while it came are gone");
  }
  await page.keyboard.press("?");
  await page.getByText("do what ends the open move").waitFor();
  await page.keyboard.press("Escape");
  // e goes to what the form still needs, to its button where money moves or somebody is bound, or does it.
  const place = page.locator("#opened [data-ends]");
  if (await place.count()) {
    const careful = (await place.first().getAttribute("data-ends")) === "careful";
    if (careful) {
      await page.keyboard.press("e");
      assert.ok(await page.evaluate(() => Boolean(document.activeElement.closest("#opened"))), "e leads into the form");
      assert.ok(page.url().includes("/today"), "and sends nothing by itself");
    }
  }
  await ada.looks();
});

test("no page on the way had a barrier, was too wide, or complained", { skip }, async () => {
  for (const person of people) await person.close().catch((error) => findings.add(`${person.name}: ${error.message}`));
  console.log(`${findings.count} kinds of page looked at`);
  findings.assertNone();
});
