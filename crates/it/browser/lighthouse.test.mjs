// Lighthouse on what people open most: accessibility and best practices must be at least 95, on a desk and on a phone.
// Invariant: how fast a page is said to be is printed and not judged, because a busy machine is no slow page; with
// TROUPE_LIGHTHOUSE=all every page is looked at and speed is judged too (cargo xtask lighthouse). Absent: pages behind a refusal.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromiumPath, launch } from "./lib.mjs";
import { steered } from "./lighthouse.mjs";
import { places } from "./places.mjs";
import { demo } from "./troupe.mjs";

const LEAST = 95;
/** What everybody opens: the team's main places, and the creator's. */
const MAIN = new Set(["today", "creators", "campaign-board", "review", "payments", "report", "portal-home", "portal-draft", "review-link"]);
const skip = existsSync(chromiumPath) ? false : `there is no Chromium at ${chromiumPath}`;
const all = process.env.TROUPE_LIGHTHOUSE === "all";
let troupe, pages, eye;

before(async () => {
  if (skip) return;
  troupe = await demo();
  const browser = await launch();
  await troupe.signIn(browser);
  pages = (await places(browser, troupe)).filter(([name, , { refused } = {}]) => !refused && (all || MAIN.has(name)));
  await browser.close();
  eye = await steered();
});
after(async () => {
  await eye?.close();
  await troupe?.stop();
});

for (const device of ["desktop", "phone"]) {
  test(`Lighthouse finds the main pages good on a ${device}`, { skip, timeout: 1_800_000 }, async (context) => {
    assert.ok(pages.length >= (all ? 30 : MAIN.size), `only ${pages.length} pages were found`);
    const [bad, unseen] = [[], []];
    for (const [name, path, { signedIn = true } = {}] of pages) {
      const seen = await eye.look(new URL(path, troupe.base).href, device, signedIn ? troupe.cookie : null).catch((error) => {
        unseen.push(`${name}, ${device}: ${error.message}`);
      });
      if (!seen) continue;
      const said = `performance ${seen.performance}, accessibility ${seen.accessibility}, best practices ${seen["best-practices"]}`;
      context.diagnostic(`${name}, ${device}: ${said}, ${Math.round(seen.bytes / 1024)} KB`);
      const judged = [seen.accessibility, seen["best-practices"], ...(all ? [seen.performance] : [])];
      if (judged.some((score) => score < LEAST)) bad.push(`${name}, ${device}: ${said}\n    ${seen.faults.join("\n    ")}`);
    }
    // A machine that is too busy to trace a page says nothing about it; where that goes for many, the test says that it saw none.
    for (const line of unseen) context.diagnostic(`not seen: ${line}`);
    assert.deepEqual(bad, [], `below ${LEAST}:\n  ${bad.join("\n  ")}`);
    if (unseen.length > 2) context.skip(`this machine is too busy for Lighthouse: ${unseen.length} of ${pages.length} pages could not be traced`);
  });
}
