// The demo as a newcomer takes it: its tour from invitation to report, in a browser, by what stands on the pages.
// Invariant: under three minutes, nothing refused, the console and the content policy clean. Absent: everything else that
// the demo has.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test as named } from "node:test";
import { chromiumPath, launch, open } from "./lib.mjs";
import { demo } from "./troupe.mjs";

const skip = existsSync(chromiumPath) ? false : `there is no Chromium at ${chromiumPath}`;
const test = (name, steps) => named(name, { skip }, steps);
let browser, troupe, nora, page;

before(async () => {
  if (skip) return;
  troupe = await demo();
  browser = await launch();
  nora = await open(browser, { base: troupe.base });
  page = nora.page;
  await page.goto(troupe.link);
  await page.getByRole("button", { name: /sign in/i }).first().click();
  await page.waitForURL(/\/today$/);
});

after(async () => {
  await browser?.close();
  await troupe?.stop();
});

const current = () => page.locator(".strip-steps li[aria-current]");

/** The name of the current step, once it can be done or time has to pass for it. */
async function ahead() {
  const tour = page.locator(".strip-tour");
  if (!(await tour.evaluate((details) => details.open))) await tour.locator("> summary").click();
  return current().locator("b").innerText();
}

/** Opens the tour and its current step; lets time pass first where the step says so. */
async function step(name) {
  assert.match(await ahead(), name);
  const wait = current().getByRole("button", { name: "Let time pass until then" });
  if (await wait.count()) {
    await wait.click();
    await current().locator("a").waitFor({ timeout: 150_000 });
  }
  await current().locator("a").click();
  await page.waitForLoadState();
}

/** Presses a button of the page, and says yes where it asks again. */
async function press(name) {
  await page.locator("main").getByRole("button", { name }).first().click();
  const sure = page.locator("dialog[open] button.primary");
  if (await sure.isVisible().catch(() => false)) await sure.click();
  await page.waitForLoadState();
}

test("a draft is dragged to another day of the calendar, and what that changes is said first", async () => {
  await page.goto("/b/fennel-rye/campaigns/autumn-repair/calendar");
  const entry = page.locator(".cal [data-moves]").first();
  const { day, closes } = await entry.evaluate(({ dataset }) => ({ day: dataset.day, closes: dataset.closes }));
  const days = await page.locator(".cal [data-drop-day]").evaluateAll((all) => all.map((one) => one.dataset.dropDay));
  const target = days.filter((one) => one > day).at(-1);
  await entry.scrollIntoViewIfNeeded();
  const [from, to] = [await entry.boundingBox(), await page.locator(`.cal [data-drop-day="${target}"]`).boundingBox()];
  await page.mouse.move(from.x + 20, from.y + 6);
  await page.mouse.down();
  await page.mouse.move(from.x + 30, from.y + 10, { steps: 4 });
  await page.mouse.move(to.x + 20, to.y + to.height / 2, { steps: 8 });
  await page.mouse.up();
  await page.waitForURL(/do=dates/);
  const by = (Date.parse(target) - Date.parse(day)) / 86_400_000;
  const moved = new Date(Date.parse(closes) + by * 86_400_000).toISOString().slice(0, 10);
  assert.equal(await page.inputValue("main [name=closes]"), moved);
  assert.match(await page.locator("main .consequences").innerText(), /instead of[\s\S]*the agreed dates and their reminders stand/);
});

test("time stands still, runs, and jumps to the next event", async () => {
  const clock = () => page.locator(".strip-clock").innerText();
  const pace = (name) => page.locator(".strip-paces").getByRole("button", { name, exact: true });
  await pace("Pause").click();
  const still = await clock();
  await page.waitForTimeout(2500);
  assert.equal(await clock(), still);
  await pace("×3,600").click();
  await page.waitForFunction((before) => document.querySelector(".strip-clock").innerText !== before, still);
  await pace("Pause").click();
  const before = await clock();
  await page.getByRole("button", { name: "Next event" }).click();
  await page.waitForFunction((before) => document.querySelector(".strip-clock").innerText !== before, before);
  assert.notEqual(await page.locator(".strip-last").innerText(), "");
});

test("from invitation to report in three minutes", async () => {
  const begun = Date.now();
  await step(/^Invite Maya$/);
  await press("Send the invitations");
  await step(/^Make Maya an offer$/);
  await press(/^Send the offer of £/);
  // A reel and a story: each has its draft.
  for (let drafts = 0; drafts < 4 && (await ahead()) === "Review what Maya made"; drafts += 1) {
    await step(/^Review what Maya made$/);
    for (const box of await page.locator("main input[type=checkbox]:visible").all()) await box.check();
    await press(/^Approve draft/);
  }
  await step(/^Approve the payout to Maya$/);
  const hers = page.locator("main").locator("form, li, article, section, div").filter({ hasText: "Maya Okonkwo" }).filter({ has: page.getByRole("button", { name: /^Approve £/ }) });
  await hers.last().getByRole("button", { name: /^Approve £/ }).first().click();
  const sure = page.locator("dialog[open] button.primary");
  if (await sure.isVisible().catch(() => false)) await sure.click();
  await page.waitForLoadState();
  await step(/^Read what it brought$/);
  assert.match(page.url(), /\/report$/);
  assert.match(await page.locator("main").innerText(), /Maya Okonkwo/);
  const seconds = (Date.now() - begun) / 1000;
  assert.ok(seconds < 180, `it took ${seconds} seconds`);
});

test("nothing was complained of", () => nora.watch.assertNothing());
