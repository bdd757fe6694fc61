// The creators' table as a spreadsheet: a cell is changed where it stands, a refusal stays at it with what was typed, what
// somebody else wrote meanwhile is said, and a block that is pasted is shown before it changes anything.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { assertFits, chromiumPath, launch, open, settled, sizes } from "./lib.mjs";
import { empty } from "./troupe.mjs";

const skip = existsSync(chromiumPath) ? false : `there is no Chromium at ${chromiumPath}`;
const brand = "/b/harbour-oat";
const table = `${brand}/creators?column=email&column=country&column=tier&column=tags`;
let troupe, browser, page, tab;

before(async () => {
  if (skip) return;
  troupe = await empty();
  browser = await launch();
  ({ page } = await open(browser, { base: troupe.base }));
  await page.goto("/set-up");
  for (const [name, text] of Object.entries({ organisation: "Harbour Foods", brand: "Harbour Oat", name: "Ada Marsh", email: "ada@harbour.example", password: "an oat a day keeps well" })) {
    await page.fill(`[name=${name}]`, text);
  }
  await page.locator("form[action='/set-up'] button[type=submit]").click();
  await page.waitForURL(/\/b\/harbour-oat/);
  for (const name of ["Ana Duarte", "Bo Brandt", "Cy Lindqvist"]) {
    await page.goto(`${brand}/creators/new`);
    await page.fill("main [name=name]", name);
    await page.locator("main form[method=post]:has([name=name])").evaluate((form) => form.requestSubmit());
    await page.waitForURL(/\/creators\/[0-9a-f-]{36}/);
  }
  tab = await page.context().newPage();
});
after(async () => {
  await browser?.close();
  await troupe?.stop();
});

const cell = (name, column, on = page) => on.locator("tbody tr", { hasText: name }).locator(`a[data-cell=${column}]`);
const editor = (on = page) => on.locator(".cell-field");

test("Enter opens a cell, Enter keeps it, Escape leaves it as it was", { skip }, async () => {
  await page.goto(table);
  await settled(page);
  await cell("Ana Duarte", "country").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Germany");
  await page.keyboard.press("Enter");
  await cell("Ana Duarte", "country").getByText("Germany").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.dataset.cell), "country", "the cursor is back at the cell");
  await cell("Ana Duarte", "tags").click();
  await editor().fill("Bath");
  await page.keyboard.press("Escape");
  assert.equal(await editor().count(), 0);
  await cell("Ana Duarte", "tier").click();
  await editor().selectOption({ label: "Ambassador" });
  await page.keyboard.press("Enter");
  await cell("Ana Duarte", "tier").getByText("Ambassador").waitFor();
  await page.reload();
  assert.match(await page.locator("tbody tr", { hasText: "Ana Duarte" }).innerText(), /Germany[\s\S]*Ambassador/);
  assert.doesNotMatch(await page.locator("tbody tr", { hasText: "Ana Duarte" }).innerText(), /Bath/);
});

test("a refusal stands at the cell, and what was typed stays", { skip }, async () => {
  await page.goto(table);
  await cell("Bo Brandt", "email").click();
  await editor().fill("bo at home");
  await page.keyboard.press("Enter");
  await page.locator(".cell-note").getByText("This is no e-mail address.").waitFor();
  assert.equal(await editor().inputValue(), "bo at home");
  await editor().fill("bo@example.org");
  await page.keyboard.press("Enter");
  await cell("Bo Brandt", "email").getByText("bo@example.org").waitFor();
  assert.equal(await page.locator(".cell-note").count(), 0);
});

test("what somebody wrote meanwhile is said, and a second Enter writes over it", { skip }, async () => {
  await page.goto(table);
  await tab.goto(table);
  await cell("Cy Lindqvist", "tags").click();
  await editor().fill("Mine");
  await cell("Cy Lindqvist", "tags", tab).click();
  await editor(tab).fill("Theirs");
  await tab.keyboard.press("Enter");
  await cell("Cy Lindqvist", "tags", tab).getByText("Theirs").waitFor();
  await page.bringToFront();
  await editor().press("Enter");
  const note = page.locator(".cell-note");
  await note.getByText("Somebody changed this creator meanwhile.").waitFor();
  assert.match(await note.innerText(), /It says now: Theirs\./);
  assert.equal(await editor().inputValue(), "Mine");
  await editor().press("Enter");
  await cell("Cy Lindqvist", "tags").getByText("Mine").waitFor();
});

/** Pastes as a spreadsheet would, where the cursor is. */
const paste = (text) =>
  page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);

test("a block fills the columns downwards once it was looked at, and is taken back", { skip }, async () => {
  await page.goto(table);
  await cell("Bo Brandt", "country").focus();
  await paste('France\tPaid\nAtlantis\tAmbassador\n"No\nrow"\tPaid\n');
  await page.waitForURL(/\/creators\/cells\/look/);
  const seen = await page.locator("main").innerText();
  assert.match(seen, /Refused, and left as they are: 1/);
  assert.match(seen, /2 had no cell to go to and are left out/);
  assert.match(seen, /This country is not known/);
  await page.getByRole("button", { name: "Change 2 cells" }).click();
  await page.waitForURL(/\/creators\?/);
  await cell("Bo Brandt", "country").getByText("France").waitFor();
  await cell("Cy Lindqvist", "tier").getByText("Ambassador").waitFor();
  await page.locator(".toast form button, .toast button[type=submit]").first().click();
  await page.waitForURL(/\/creators/);
  await cell("Bo Brandt", "country").getByText("unknown").waitFor();
});

test("one value that is pasted opens the cell with it", { skip }, async () => {
  await page.goto(table);
  await cell("Bo Brandt", "tags").focus();
  await paste("Spring\n");
  assert.equal(await editor().inputValue(), "Spring");
  await page.keyboard.press("Enter");
  await cell("Bo Brandt", "tags").getByText("Spring").waitFor();
});

test("names of two hundred signs, with signs that are no letters, or from the right break no page", { skip }, async () => {
  const names = ["N".repeat(200), "🌿 Maya Okonkwo 🌿", "🌿🌾🌻", "مايا أوكونكو"];
  for (const name of names) {
    await page.goto(`${brand}/creators/new`);
    await page.fill("main [name=name]", name);
    await page.locator("main form[method=post]:has([name=name])").evaluate((form) => form.requestSubmit());
    await page.waitForURL(/\/creators\/[0-9a-f-]{36}/);
    for (const size of [sizes.phone, sizes.desktop]) {
      await page.setViewportSize(size.viewport);
      await assertFits(page);
      const within = () => {
        const right = document.querySelector("main").getBoundingClientRect().right;
        return [...document.querySelectorAll("main :is(h1, .crumb, .entity)")].every((part) => part.getBoundingClientRect().right <= right + 1);
      };
      assert.ok(await page.evaluate(within), `${name} fits at ${size.viewport.width}`);
      await page.evaluate(() => document.querySelectorAll("main .fold-part").forEach((part) => { part.open = true; }));
      await assertFits(page);
    }
    assert.notEqual((await page.locator(".entity .av").innerText()).trim(), "", `${name} has something in its circle`);
  }
  // An address that leads to a folded part opens it.
  const record = page.url();
  await page.goto(`${brand}/creators`);
  await page.goto(`${record}#standing`);
  assert.ok(await page.locator("details:has(#standing)").evaluate((part) => part.open), "the part that the address names is open");
  assert.ok(!(await page.locator("details:has(#own-page)").evaluate((part) => part.open)), "and no other");
  await page.goto(`${brand}/creators?column=views&column=fit&column=sales&column=fee&column=stage`);
  await assertFits(page);
  await page.locator("tbody [aria-label='no views known']").first().waitFor();
  await page.goto(`${brand}/creators`);
  const widest = await page.evaluate(() => Math.max(...[...document.querySelectorAll("tbody .person")].map((part) => part.offsetWidth)));
  assert.ok(widest < 420, `a name is ${widest} pixels wide in the table`);
});
