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

test("Ctrl+K finds a creator and a verb, and Enter goes there", { skip }, async () => {
  await ada.page.goto(`${brand}/today`);
  await ada.page.keyboard.press("Control+k");
  const panel = ada.page.locator("#palette");
  await panel.waitFor({ state: "visible" });
  await ada.page.keyboard.type("invite person");
  await panel.getByText("Invite a person").waitFor();
  await ada.page.locator("#palette input").fill("lindq");
  await panel.getByText("Maya Lindqvist").waitFor();
  await ada.page.keyboard.press("Enter");
  await ada.page.waitForURL(/\/creators\/[0-9a-f-]{36}/);
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
