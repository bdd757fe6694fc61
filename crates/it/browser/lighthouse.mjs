// What Lighthouse says of our pages: on a desk and on a phone, at the speeds that it simulates for both.
// Invariant: a page is looked at as whoever opens it sees it, signed in or by a link of their own, and its storage is left alone.
// Absent: search engines, which do not see these pages, and judging; the callers do that.
import { existsSync } from "node:fs";
import lighthouse, { desktopConfig } from "lighthouse";
import { chromium } from "playwright-core";
import { chromiumPath, flags } from "./lib.mjs";
import { freePort } from "./troupe.mjs";

const CATEGORIES = ["performance", "accessibility", "best-practices"];
/** Lighthouse's own settings for a desk; a phone is what it takes when nothing is said. */
const DEVICES = { desktop: desktopConfig, phone: undefined };

/** A browser that Lighthouse may steer. Close it with `close()`. */
export async function steered() {
  if (!existsSync(chromiumPath)) throw new Error(`no Chromium at ${chromiumPath}`);
  const port = await freePort();
  const browser = await chromium.launch({ executablePath: chromiumPath, args: [...flags, `--remote-debugging-port=${port}`] });

  /** Looks at one page. Gives `{ performance, accessibility, "best-practices", bytes, faults }`, scores from 0 to 100. */
  async function look(url, device, cookie) {
    // On a busy machine a trace can come too late; a page that is looked at twice in vain is reported.
    return once(url, device, cookie).catch(() => once(url, device, cookie));
  }

  async function once(url, device, cookie) {
    const headers = cookie ? { Cookie: `${cookie.name}=${cookie.value}` } : {};
    const options = { port, logLevel: "error", onlyCategories: CATEGORIES, extraHeaders: headers, disableStorageReset: true };
    const { lhr } = await lighthouse(url, options, DEVICES[device]);
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    const faults = [];
    for (const name of CATEGORIES.slice(1)) {
      for (const { id, weight } of lhr.categories[name].auditRefs) {
        const audit = lhr.audits[id];
        if (weight > 0 && audit.score !== null && audit.score < 1) faults.push(`${id}: ${audit.title}`);
      }
    }
    const score = (name) => Math.round((lhr.categories[name].score ?? 0) * 100);
    const scores = Object.fromEntries(CATEGORIES.map((name) => [name, score(name)]));
    return { ...scores, bytes: lhr.audits["total-byte-weight"]?.numericValue ?? 0, faults };
  }

  return { look, close: () => browser.close() };
}
