// Every page in two trial languages: in longer, foreign words, where text that is not from the catalogue shows because it does
// not look foreign, and from right to left; nothing may stand out of the screen, on a phone or a desk.
// Invariant: what people typed, names, dates and numbers are no faults; they are known from the database's own bytes. Absent:
// whether a translation is good.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertFits, chromiumPath, launch, open, settled, sizes } from "./lib.mjs";
import { places } from "./places.mjs";
import { demo } from "./troupe.mjs";

const skip = existsSync(chromiumPath) ? false : `there is no Chromium at ${chromiumPath}`;
let troupe, browser, pages;

before(async () => {
  if (skip) return;
  troupe = await demo();
  browser = await launch();
  await troupe.signIn(browser);
  pages = await places(browser, troupe);
});
after(async () => {
  await browser?.close();
  await troupe?.stop();
});

/** Looks at every page in a language: `look(page, name)` may add faults. */
async function each(language, look) {
  const faults = [];
  const { page } = await open(browser, { base: troupe.base });
  const chosen = { name: "troupe_language", value: language, url: troupe.base };
  for (const [name, path, { signedIn = true, refused = false } = {}] of pages) {
    await page.context().clearCookies();
    await page.context().addCookies(signedIn ? [chosen, troupe.cookie] : [chosen]);
    const answer = await page.goto(path);
    if (refused) continue;
    assert.ok(answer.ok(), `${name}: ${answer.status()}`);
    for (const size of ["desktop", "phone"]) {
      await page.setViewportSize(sizes[size].viewport);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      await assertFits(page).catch((error) => faults.push(`${name}, ${size}: ${error.message}`));
    }
    faults.push(...(await look(page, name)));
  }
  await settled(page);
  await page.context().close();
  assert.deepEqual(faults, [], `in ${language}:\n  ${faults.join("\n  ")}`);
}

/** What is read on a page that does not look foreign. */
async function plain(page) {
  return page.evaluate(() => {
    const foreign = /[áéíóúçñšýžÁÉÍÓÚÇÑŠÝŽẋ]/;
    const found = new Set();
    const see = (text) => {
      for (const line of (text ?? "").split("\n").map((one) => one.trim())) if (/\p{L}{3}/u.test(line) && !foreign.test(line)) found.add(line);
    };
    // What says its own language is not ours to translate; a field's text is what somebody typed.
    const apart = "script, style, textarea, code, pre, kbd, option[value^='/'], [lang]:not(html), [translate=no]";
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(apart)) see(walker.currentNode.data);
    for (const name of ["aria-label", "placeholder", "title", "alt", "data-confirm"]) {
      for (const one of document.querySelectorAll(`[${name}]`)) if (!one.closest(apart)) see(one.getAttribute(name));
    }
    return [...found];
  });
}

/** Dates, hours, amounts and zones, which the trial writes as English does, and names that are the same in every language. */
const MADE = /^[\d\s.,:;%×+–—·()/’'£€$-]*$/;
const WORDS = /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|January|February|March|April|June|July|August|September|October|November|December|Europe\/London|GBP|EUR|USD|UTC|Troupe|Instagram|TikTok|YouTube|(CPA|ROAS|CPM \(views\)|CPE) v1)\b/g;

test("no page says anything that is not in the catalogue, and longer words fit", { skip }, async () => {
  const bytes = ["troupe.db", "troupe.db-wal"].map((name) => join(troupe.folder, name)).filter(existsSync);
  const known = () => bytes.map((file) => readFileSync(file, "utf8")).join("\n");
  let stored = known();
  await each("en-XA", async (page, name) => {
    const typed = (text) => MADE.test(text.replace(WORDS, "")) || stored.includes(text) || stored.includes(JSON.stringify(text).slice(1, -1));
    // A line may be put together of several such things: a handle and a campaign, a subject and its beginning.
    const parts = (text) => text.split(/ · |^· |, |…| \/ /).map((part) => part.replace(/^[@/]/, "").trim());
    const is = (text) => typed(text) || parts(text).every(typed);
    let odd = (await plain(page)).filter((text) => !is(text));
    if (odd.length > 0) {
      stored = known();
      odd = odd.filter((text) => !is(text));
    }
    return odd.map((text) => `${name}: ${text}`);
  });
});

test("from right to left nothing stands out of the screen", { skip }, async () => {
  await each("ar-XB", async (page) => {
    const direction = await page.evaluate(() => getComputedStyle(document.body).direction);
    return direction === "rtl" ? [] : [`${page.url()} runs ${direction}`];
  });
});
