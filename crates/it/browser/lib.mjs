// A real browser for the journeys and the pictures: starts Debian's Chromium, opens pages at the two sizes and in the
// two colour schemes that we design for, and watches for what a person would not see and we must not miss.
// Invariant: a journey fails when its pages logged an error, broke the content security policy, or asked for something
// that did not come. Absent on purpose: any knowledge of Troupe's pages; the journeys have that.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** Where Chromium is: TROUPE_CHROMIUM, or where Debian puts it. */
export const chromiumPath = process.env.TROUPE_CHROMIUM || "/usr/bin/chromium";

/** Nothing that asks the network on its own, and nothing that a container has not got. */
export const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The two screens that every page is made for. */
export const sizes = {
  desktop: { viewport: { width: 1366, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};

/** Starts the browser. Close it with `browser.close()`. */
export async function launch() {
  if (!existsSync(chromiumPath)) {
    throw new Error(`no Chromium at ${chromiumPath}: install Debian's chromium, or name another in TROUPE_CHROMIUM`);
  }
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: flags });
}

/** What went wrong on a page behind a person's back. */
export class Watch {
  #faults = [];
  #expected = [];

  /** Watches every page that opens in this browser context, from now on. */
  constructor(context) {
    context.on("page", (page) => this.#page(page));
    for (const page of context.pages()) this.#page(page);
  }

  #page(page) {
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      const text = message.text();
      // A failed request is told once, by its response below, where its address and status are known.
      if (text.startsWith("Failed to load resource")) return;
      const kind = /content security policy/i.test(text) ? "policy" : "console";
      this.#note(`${kind}: ${text} (${message.location().url})`);
    });
    page.on("pageerror", (error) => this.#note(`script: ${error.message} (${page.url()})`));
    page.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "unknown";
      // The browser itself gives up a request when the next page is opened, or when an answer becomes a download.
      if (reason === "net::ERR_ABORTED") return;
      this.#note(`request: ${request.method()} ${request.url()}: ${reason}`);
    });
    page.on("response", (response) => {
      if (response.status() < 400) return;
      this.#note(`answer: ${response.request().method()} ${response.url()}: ${response.status()}`);
    });
  }

  #note(fault) {
    if (!this.#expected.some((pattern) => pattern.test(fault))) this.#faults.push(fault);
  }

  /** Everything that went wrong so far, in order, one line each: `kind: what (where)`. */
  get faults() {
    return [...this.#faults];
  }

  /** While `steps` run, faults that match `pattern` are what the journey wants to see, such as a refused form. */
  async expecting(pattern, steps) {
    this.#expected.push(pattern);
    try {
      return await steps();
    } finally {
      this.#expected.splice(this.#expected.indexOf(pattern), 1);
    }
  }

  /** Fails with the list when anything went wrong. */
  assertNothing() {
    assert.deepEqual(this.#faults, [], `the browser reported:\n  ${this.#faults.join("\n  ")}`);
  }
}

/**
 * Opens an empty page: a person with cookies of their own.
 * @param {import("playwright-core").Browser} browser
 * @param {{size?: "desktop"|"phone", scheme?: "light"|"dark", base?: string, scripts?: boolean}} [options]
 *   `base` is the address that relative paths start from; `scripts: false` is a browser without JavaScript.
 * @returns {Promise<{page: import("playwright-core").Page, watch: Watch, close: () => Promise<void>}>}
 *   `close` also fails on whatever `watch` saw.
 */
export async function open(browser, { size = "desktop", scheme = "light", base, scripts = true } = {}) {
  const context = await browser.newContext({
    ...sizes[size],
    colorScheme: scheme,
    baseURL: base,
    javaScriptEnabled: scripts,
    locale: "en-GB",
    timezoneId: "Europe/London",
    // Pictures and clicks must not catch a page halfway through a transition.
    reducedMotion: "reduce",
  });
  const watch = new Watch(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const close = async () => {
    await context.close();
    watch.assertNothing();
  };
  return { page, watch, close };
}

/** Opens a page, runs `steps({ page, watch })`, closes it, and fails on what the browser reported on the way. */
export async function withPage(browser, options, steps) {
  const { page, watch, close } = await open(browser, options);
  try {
    const result = await steps({ page, watch });
    await close();
    return result;
  } catch (error) {
    // The first thing that went wrong behind the page is often why the step failed.
    if (watch.faults.length > 0 && error instanceof Error) error.message += `\nthe browser reported:\n  ${watch.faults.join("\n  ")}`;
    throw error;
  } finally {
    await page.context().close();
  }
}

/** Waits until fonts and pictures are there, so that a picture of the page shows it as people see it. */
export async function settled(page) {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // A film's first picture, or that it cannot be shown.
  await page.evaluate(() => {
    const there = (film) => film.readyState >= 2 || film.error || film.networkState === 3;
    const shown = (film) => there(film) || new Promise((done) => ["loadeddata", "error"].forEach((kind) => film.addEventListener(kind, done)));
    const all = Promise.all([...document.querySelectorAll("video")].map(shown));
    return Promise.race([all, new Promise((done) => setTimeout(done, 2_000))]).then(() => undefined);
  });
}

/** Fails when the page scrolls sideways, which on a phone means that something does not fit. */
export async function assertFits(page) {
  const { wanted, given } = await page.evaluate(() => ({
    wanted: document.documentElement.scrollWidth,
    given: document.documentElement.clientWidth,
  }));
  assert.ok(wanted <= given, `${page.url()} is ${wanted} pixels wide on a screen of ${given}`);
}
