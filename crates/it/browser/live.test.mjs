// What a page does beyond showing: other people's changes appear by themselves and never under what somebody types, Ctrl+K finds
// anything, rows stand as close as the reader likes, and the pages speak the reader's language.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromiumPath, launch, open, settled } from "./lib.mjs";
import { empty } from "./troupe.mjs";

const skip = existsSync(chromiumPath) ? false : `there is no Chromium at ${chromiumPath}`;
const brand = "/b/harbour-oat";
let troupe, browser, ada, tab;

before(async () => {
  if (skip) return;
  troupe = await empty();
  browser = await launch();
  ada = await open(browser, { base: troupe.base });
  await ada.page.goto("/set-up");
  for (const [name, text] of Object.entries({ organisation: "Harbour Foods", brand: "Harbour Oat", name: "Ada Marsh", email: "ada@harbour.example", password: "an oat a day keeps well" })) {
    await ada.page.fill(`[name=${name}]`, text);
  }
  await ada.page.locator("form[action='/set-up'] button[type=submit]").click();
  await ada.page.waitForURL(/\/b\/harbour-oat/);
  tab = await ada.page.context().newPage();
});
after(async () => {
  await browser?.close();
  await troupe?.stop();
});

/** Sends the form of a new creator; its button stands outside of it. */
async function submit(page) {
  await page.locator("main form[method=post]:has([name=name])").evaluate((form) => form.requestSubmit());
}

async function creator(name) {
  await tab.goto(`${brand}/creators/new`);
  await tab.fill("main [name=name]", name);
  await submit(tab);
  await tab.waitForURL(/\/creators\/[0-9a-f-]{36}/);
}

test("what somebody else does appears by itself", { skip }, async () => {
  await ada.page.bringToFront();
  await ada.page.goto(`${brand}/creators`);
  await settled(ada.page);
  await creator("Maya Lindqvist");
  await ada.page.getByText("Maya Lindqvist").first().waitFor({ timeout: 15_000 });
});

test("it never takes what somebody types; a line says that there is news", { skip }, async () => {
  await ada.page.goto(`${brand}/creators/new`);
  const field = ada.page.locator("main [name=name]").first();
  await field.fill("Half a na");
  await ada.page.waitForTimeout(1_000);
  await creator("Tomas Brandt");
  await ada.page.locator("#live-note").waitFor({ state: "visible", timeout: 15_000 });
  assert.equal(await field.inputValue(), "Half a na");
});

test("a secret that is shown once stays when something happens", { skip }, async () => {
  await ada.page.goto(`${brand}/settings/keys`);
  const form = ada.page.locator("main form[action$='/settings/keys']");
  await form.locator("[name=name]").fill("The shop");
  await form.locator("button[type=submit]").click();
  const secret = await ada.page.locator("main p.mono").first().innerText();
  await ada.page.waitForTimeout(1_000);
  await creator("Ines Duarte");
  await ada.page.locator("#live-note").waitFor({ state: "visible", timeout: 15_000 });
  assert.equal(await ada.page.locator("main p.mono").first().innerText(), secret);
});

/** Somebody else of the team, signed in by the link of her invitation. */
async function second() {
  const grants = troupe.op("team.list_brands", {}, "harbour-oat").map((one) => ({ brand: one.id, role: "manager", sign_off: null }));
  troupe.op("team.invite_person", { name: "Tom Hale", email: "tom@harbour.example", grants }, "harbour-oat");
  await ada.page.goto(`${brand}/settings/mail`);
  await ada.page.locator("main tr").filter({ hasText: "tom@harbour.example" }).locator("a").first().click();
  const invitation = await ada.page.locator("main").innerText();
  const tom = await open(browser, { base: troupe.base });
  await tom.page.goto(new URL(invitation.match(/http\S+\/invitations\/\S+/)[0]).pathname);
  await tom.page.fill("[name=password]", "ledgers balance every night");
  await tom.page.locator("main form button[type=submit]").first().click();
  await tom.page.waitForURL(/\/b\/harbour-oat/);
  return tom;
}

test("who else looks is said, and of two who change one thing nobody's words are lost", { skip }, async () => {
  const tom = await second();
  await tab.goto(`${brand}/creators?q=Ines`);
  const ines = new URL(await tab.locator("main a[href*='/creators/0']").first().getAttribute("href"), troupe.base).pathname;
  await ada.page.bringToFront();
  await ada.page.goto(`${ines}/edit`);
  const others = (page) => page.locator("#others");
  assert.ok(await others(ada.page).isHidden());
  await tom.page.goto(ines);
  await others(ada.page).filter({ hasText: "Tom Hale is looking at this too" }).waitFor({ timeout: 15_000 });
  await others(tom.page).filter({ hasText: "Ada Marsh" }).waitFor({ timeout: 15_000 });
  // What she types is not taken from her by what he saves.
  await ada.page.fill("main [name=city]", "Faro");
  await ada.page.fill("main [name=language]", "pt");
  await tom.page.goto(`${ines}/edit`);
  for (const [name, text] of Object.entries({ city: "Porto", country: "PT" })) await tom.page.fill(`main [name=${name}]`, text);
  await submit(tom.page);
  await tom.page.waitForURL((url) => url.pathname === ines);

  await submit(ada.page);
  const saved = ada.page.locator("main .theirs");
  await saved.first().waitFor();
  assert.equal(await ada.page.inputValue("main [name=city]"), "Faro", "what she typed stands");
  assert.deepEqual(await saved.locator(".theirs-value").allInnerTexts(), ["PT", "Porto", "empty"]);
  // She takes his country and leaves her city.
  await saved.filter({ hasText: /PT/ }).getByRole("button").click();
  assert.equal(await ada.page.inputValue("main [name=country]"), "PT");
  await submit(ada.page);
  await ada.page.waitForURL((url) => url.pathname === ines);
  await ada.page.goto(`${ines}/edit`);
  const fields = ["city", "country", "language"].map((name) => ada.page.inputValue(`main [name=${name}]`));
  assert.deepEqual(await Promise.all(fields), ["Faro", "PT", "pt"]);
  await tom.page.close();
  await others(ada.page).waitFor({ state: "hidden", timeout: 15_000 });
  await tom.close();
});

test("Ctrl+K finds a creator and a verb, and Enter goes there", { skip }, async () => {
  await ada.page.goto(`${brand}/today`);
  await ada.page.keyboard.press("Control+k");
  const panel = ada.page.locator("#palette");
  await panel.waitFor({ state: "visible" });
  await ada.page.keyboard.type("invite person");
  await panel.getByText("Invite a person").waitFor();
  await ada.page.locator("#palette [name=q]").fill("lindq");
  await panel.getByText("Maya Lindqvist").waitFor();
  await panel.locator("[data-waits]:not([aria-busy])").waitFor();
  await ada.page.keyboard.press("Enter");
  await ada.page.waitForURL(/\/creators\/[0-9a-f-]{36}/);
});

test("a verb that is about somebody asks of whom, and Backspace takes it away", { skip }, async () => {
  await ada.page.goto(`${brand}/today`);
  await ada.page.keyboard.press("Control+k");
  const field = ada.page.locator("#palette [name=q]");
  const verb = ada.page.locator("#palette .palette-verb");
  await field.fill("write to a creator");
  await ada.page.locator("#palette .palette-row[data-asks='Write to a creator']").click();
  await verb.getByText("Write to a creator").waitFor();
  assert.equal(await field.getAttribute("placeholder"), "Of whom?");
  await ada.page.keyboard.press("Backspace");
  await verb.waitFor({ state: "hidden" });
  await field.fill("write to a creator");
  await ada.page.locator("#palette .palette-row[data-asks='Write to a creator']").click();
  await field.fill("lindq");
  await ada.page.locator("#palette .palette-row[href*='/inbox/']").first().waitFor();
  await ada.page.locator("#palette [data-waits]:not([aria-busy])").waitFor();
  await ada.page.keyboard.press("Enter");
  await ada.page.waitForURL(/\/inbox\/[0-9a-f-]{36}/);
});

test("a search that takes its time shows rows over the list until it has come", { skip }, async () => {
  await ada.page.goto(`${brand}/discover`);
  await settled(ada.page);
  const rows = ada.page.locator("main .on-its-way > .skeleton");
  assert.equal(await rows.isVisible(), false);
  const slow = async (route) => {
    await new Promise((done) => setTimeout(done, 1_500));
    await route.continue();
  };
  await ada.page.route(/\/discover\?/, slow);
  // The driver looks at nothing while a page is on its way, so the page itself keeps what it showed.
  await ada.page.evaluate(() => {
    const list = document.querySelector("main [data-waits]");
    const keep = () => sessionStorage.setItem("rows", getComputedStyle(list.querySelector(".skeleton")).display);
    new MutationObserver(keep).observe(list, { attributes: true });
  });
  await ada.page.fill("#search", "skincare");
  await ada.page.press("#search", "Enter", { noWaitAfter: true });
  await ada.page.waitForURL(/discover\?/);
  assert.equal(await ada.page.evaluate(() => sessionStorage.getItem("rows")), "block");
  await ada.page.locator("main .on-its-way:not([aria-busy])").waitFor();
  assert.equal(await rows.isVisible(), false, "the page that came shows its list");
  await ada.page.unrouteAll({ behavior: "ignoreErrors" });
});

test("compact rows are chosen once, stay, and are given up again", { skip }, async () => {
  const height = () => ada.page.locator("main table tbody tr").first().evaluate((row) => row.getBoundingClientRect().height);
  const choose = async (name) => {
    await ada.page.locator(".rail-foot > summary").click();
    await ada.page.locator(".rail-foot").getByRole("button", { name }).click();
  };
  await ada.page.goto(`${brand}/creators`);
  await settled(ada.page);
  const comfortable = await height();
  await choose("Compact");
  assert.ok((await height()) < comfortable, "at once");
  await ada.page.reload();
  assert.equal(await ada.page.locator("html").getAttribute("data-density"), "compact");
  assert.ok((await height()) < comfortable, "and after it was loaded again");
  await choose("Comfortable");
  assert.equal(await height(), comfortable);
});

test("a browser that does not know pairs of colours gets plain ones, in light, in dark, and as chosen", { skip }, async () => {
  const known = new Map();
  for (const old of [false, true]) {
    for (const scheme of ["light", "dark"]) {
      const guest = await open(browser, { base: troupe.base, scheme });
      // A name that no browser knows, in the sheets and in what they ask about it.
      if (old) {
        await guest.page.route(/\.css(\?|$)/, async (route) => {
          const answer = await route.fetch();
          await route.fulfill({ response: answer, body: (await answer.text()).replaceAll("light-dark(", "no-pair-of(") });
        });
      }
      await guest.page.goto("/sign-in");
      await settled(guest.page);
      const looks = () =>
        guest.page.evaluate(() => {
          const button = getComputedStyle(document.querySelector("main button.primary"));
          return [button.backgroundColor, button.color, getComputedStyle(document.body).color].join(" ");
        });
      const seen = [await looks()];
      for (const chosen of ["light", "dark"]) {
        await guest.page.evaluate((theme) => (document.documentElement.dataset.theme = theme), chosen);
        seen.push(await looks());
      }
      assert.ok(!seen[0].startsWith("rgba(0, 0, 0, 0)"), `the button has a ground: ${seen[0]}`);
      if (old) assert.deepEqual(seen, known.get(scheme), `${scheme}: as where pairs are known`);
      else known.set(scheme, seen);
      await guest.close();
    }
  }
  assert.notDeepEqual(known.get("light")[0], known.get("dark")[0]);
});

test("German is chosen once and stays", { skip }, async () => {
  await ada.page.goto(`${brand}/today`);
  await ada.page.locator(".rail-foot > summary").click();
  await ada.page.getByRole("button", { name: "Deutsch" }).click();
  await ada.page.getByRole("heading", { level: 1, name: "Heute" }).waitFor();
  assert.equal(await ada.page.locator("html").getAttribute("lang"), "de");
  await ada.page.goto(`${brand}/creators/new`);
  await ada.page.locator("main form[method=post]:has([name=name])").evaluate((form) => (form.noValidate = true));
  await submit(ada.page);
  // A refusal of the domain's, in German too.
  await ada.page.locator("main .error").first().waitFor();
  assert.doesNotMatch(await ada.page.locator("main .error").first().innerText(), /needed|name|Give/);
  assert.deepEqual(ada.watch.faults.filter((fault) => !/422/.test(fault)), []);
});
