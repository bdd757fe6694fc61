// Somebody at a screen: opens pages, fills in forms by what they send, presses buttons, and looks at each page as a
// careful colleague would: does it fit a phone, does axe find a barrier, in light and in dark.
// Invariant: a form is filled in and sent through the page that a person sees; nothing is posted behind it.
// Absent: what Troupe's pages say; the journeys have that.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { assertFits, open, sizes } from "./lib.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** From which weight on a finding of axe's is a barrier that nobody should meet. */
const COUNTS = ["moderate", "serious", "critical"];
/** Which of its rules, in both colour schemes: those of the standard, and good practice, which has landmarks and headings. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Where a journey leaves the picture of the page on which it failed. */
const pictures = process.env.TROUPE_FAILURES;

/** What was found on pages in all, one line each; a journey fails at its end when there is any. */
export class Findings {
  #lines = [];
  #looked = new Set();

  /** Whether a kind of page is looked at for the first time. */
  first(kind) {
    if (this.#looked.has(kind)) return false;
    this.#looked.add(kind);
    return true;
  }

  /** How many kinds of page were looked at. */
  get count() {
    return this.#looked.size;
  }

  add(line) {
    this.#lines.push(line);
  }

  assertNone() {
    assert.deepEqual(this.#lines, [], `pages have faults:\n  ${this.#lines.join("\n  ")}`);
  }
}

/** The address of a page with its ids taken out: pages of one kind are looked at once. */
function kindOf(address) {
  const { pathname, search } = new URL(address);
  const path = pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "*").replace(/^\/(c|r|sign-in|invitations)\/[^/]+/, "/$1/*");
  return path + search.replace(/=.*/, "");
}

/** Runs axe on the page as it is; one line for each finding that counts. */
async function barriers(page) {
  await page.evaluate(axe);
  const found = await page.evaluate((runOnly) => window.axe.run(document, { resultTypes: ["violations"], runOnly }), RULES);
  const counts = found.violations.filter((one) => COUNTS.includes(one.impact));
  return counts.map((one) => {
    const [first] = one.nodes;
    const why = first.failureSummary.split("\n").slice(1, 2).join("").trim();
    return `${one.id} (${one.nodes.length}): ${first.target.join(" ")} ${first.html.slice(0, 120)} ${why}`;
  });
}

/** A person with a browser of their own. */
export class Person {
  constructor(name, opened, findings, phone) {
    this.name = name;
    this.page = opened.page;
    this.watch = opened.watch;
    this.close = opened.close;
    this.findings = findings;
    this.phone = phone;
    /** Without scripts axe cannot run. */
    this.scripts = true;
  }

  /** @param {{size?: "desktop"|"phone", scripts?: boolean, base: string}} options */
  static async arrives(browser, name, findings, options) {
    const person = new Person(name, await open(browser, options), findings, options.size === "phone");
    person.scripts = options.scripts ?? true;
    return person;
  }

  /** Opens an address and looks at the page. */
  async goes(path) {
    const answer = await this.page.goto(path);
    assert.ok(answer.status() < 400, `${this.name}: ${path} answered ${answer.status()}`);
    await this.looks();
  }

  /** Looks at the page if none of its kind was seen: width of a phone, and axe in both colour schemes. */
  async looks() {
    const { page, findings } = this;
    if (!this.scripts) return assertFits(page);
    const kind = kindOf(page.url());
    if (!findings.first(kind)) return;
    try {
      if (!this.phone) await page.setViewportSize(sizes.phone.viewport);
      await assertFits(page).catch((error) => findings.add(`${kind}: ${error.message}`));
      if (!this.phone) await page.setViewportSize(sizes.desktop.viewport);
      for (const scheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme: scheme });
        for (const line of await barriers(page)) findings.add(`${kind} in ${scheme}: ${line}`);
      }
      await page.emulateMedia({ colorScheme: "light" });
    } catch (error) {
      throw new Error(`${this.name} could not look at ${kind}: ${error.message}`, { cause: error });
    }
  }

  /** The page says this, somewhere. */
  async reads(...all) {
    for (const words of all) {
      const found = this.page.locator("body").getByText(words).filter({ visible: true }).first();
      await found.waitFor({ timeout: 5_000 }).catch(() => {
        throw new Error(`${this.name} does not read ${words} on ${this.page.url()}`);
      });
    }
  }

  /** Follows a link by its words. */
  async follows(words) {
    await this.page.getByRole("link", { name: words }).filter({ visible: true }).first().click();
    await this.page.waitForLoadState();
    await this.looks();
  }

  /** The form that is sent to an address that ends so. */
  form(action) {
    return this.page.locator(`form[method="post"][action$="${action}"]`).first();
  }

  /**
   * Fills in the form that is sent to an address and sends it.
   * @param {string} action the end of the form's address
   * @param {Record<string, unknown>} fields by what they send: text, `true` for a box, an array of files; `*end` is the
   *   field whose name ends so
   * @param {string|RegExp} [button] its words, where the form has several
   */
  async sends(action, fields = {}, button) {
    const form = this.form(action);
    await this.unfolds(form);
    for (const [name, value] of Object.entries(fields)) await this.fills(form, name, value);
    const buttons = button ? form.getByRole("button", { name: button }) : form.locator("button[type=submit], button:not([type])");
    // A button may stand outside of its form.
    const outside = await form.getAttribute("id");
    const pressed = (await buttons.count()) || !outside ? buttons.first() : this.page.locator(`button[form="${outside}"]`).first();
    await this.presses(pressed);
  }

  /** Presses a button that leads to another page; says yes where it asks. */
  async presses(button) {
    const { page } = this;
    const answer = page.waitForResponse((response) => response.request().method() === "POST", { timeout: 30_000 });
    // An upload shows its answer without opening a page; then the pressed button goes away all the same.
    const landed = page.waitForEvent("framenavigated", { predicate: (frame) => frame === page.mainFrame(), timeout: 30_000 });
    for (const promise of [answer, landed]) promise.catch(() => {});
    const pressed = await button.elementHandle();
    const asks = await pressed.getAttribute("data-confirm");
    await button.click();
    const dialog = page.locator("dialog[open]");
    if (asks && this.scripts) await dialog.locator("button").last().click();
    const response = await answer;
    if (response.status() >= 400) {
      await page.waitForLoadState();
      const said = await page.locator(".refusals, .error, main").first().innerText().catch(() => "");
      throw new Error(`${this.name}: ${response.url()} answered ${response.status()}: ${said.slice(0, 600)}`);
    }
    await Promise.any([landed, pressed.waitForElementState("hidden")]);
    await page.waitForLoadState();
    await this.looks();
  }

  /** Opens what is folded around a form or a field, as a person would. */
  async unfolds(part) {
    await part.waitFor({ state: "attached", timeout: 5_000 }).catch(() => {
      throw new Error(`${this.name} finds no ${part} on ${this.page.url()}`);
    });
    const folds = part.locator("xpath=ancestor::details[not(@open)]/summary");
    while (await folds.count()) await folds.first().click();
  }

  /** Ticks every box of a form that is sent to an address, and sends it. */
  async ticks(action) {
    const boxes = this.form(action).locator("input[type=checkbox]");
    await this.unfolds(this.form(action));
    for (let at = 0; at < (await boxes.count()); at++) await boxes.nth(at).check();
    await this.sends(action);
  }

  async fills(form, name, value) {
    const field = form.locator(name.startsWith("*") ? `[name$="${name.slice(1)}"]` : `[name="${name}"]`);
    await this.unfolds(field.first());
    if (Array.isArray(value)) return field.first().setInputFiles(value);
    const kind = await field.first().evaluate((element) => (element.tagName === "SELECT" ? "select" : element.type));
    if (value === true || value === false) return field.first().setChecked(value);
    if (kind === "radio" || kind === "checkbox") return form.locator(`[name="${name}"][value="${value}"]`).check();
    if (kind === "select") return field.first().selectOption(String(value));
    return field.first().fill(String(value));
  }

  /** Leaves a picture of where it stopped, and says where it lies. */
  async picture(why) {
    if (!pictures) return "";
    mkdirSync(pictures, { recursive: true });
    const path = join(pictures, `${this.name}-${why}.png`.replace(/[^\w.-]+/g, "-"));
    await this.page.screenshot({ path, fullPage: true }).catch(() => {});
    return path;
  }
}
