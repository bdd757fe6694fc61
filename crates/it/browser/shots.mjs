// Pictures of every page, desktop and phone, light and dark, of made-up data: into the folder TROUPE_SHOTS. TROUPE_ONLY
// is a pattern of names, to take some again.
// Invariant: a page that logs an error or breaks the policy fails the run. Absent: judging; a person looks at them.
import { open, launch, settled } from "./lib.mjs";
import { beginnings, places } from "./places.mjs";
import { demo, empty } from "./troupe.mjs";

const folder = process.env.TROUPE_SHOTS ?? "shots";
const only = new RegExp(process.env.TROUPE_ONLY ?? "");
const browser = await launch();
let failed = false;
/** The tallest picture, in the page's own pixels. */
const MOST_HEIGHT = 4_000;

/** Makes the window as tall as what the page holds: parts that scroll inside it are whole, and bars stand at its end. */
async function unfold(page) {
  // A list without end says nothing after its first screens, and WebP ends at 16,383 pixels.
  for (let again = 0; again < 2; again += 1) {
    const { height, width, hidden } = await page.evaluate(() => ({
      height: document.documentElement.scrollHeight,
      width: innerWidth,
      hidden: Math.max(0, ...[...document.querySelectorAll(".main, .main *")]
        .filter((part) => /auto|scroll/.test(getComputedStyle(part).overflowY) && part.tagName !== "TEXTAREA")
        .map((part) => part.scrollHeight - part.clientHeight)),
    }));
    await page.setViewportSize({ width, height: Math.min(height + hidden, MOST_HEIGHT) });
    await settled(page);
  }
}

/** Takes one page in both sizes and both colour schemes. */
async function shoot(troupe, name, path, { signedIn = true, whole = false, refused = false, strip = false } = {}) {
  if (!only.test(name)) return;
  for (const size of ["desktop", "phone"]) {
    for (const scheme of ["light", "dark"]) {
      const { page, watch, close } = await open(browser, { size, scheme, base: troupe.base });
      try {
        if (signedIn) await page.context().addCookies([troupe.cookie]);
        // Some pages say no, and are to be looked at all the same.
        await watch.expecting(refused ? /^answer: GET .*: 410$/ : /^never$/, async () => {
          await page.goto(path);
          await settled(page);
        });
        // The demo's strip has a picture of its own; the others are of the product.
        if (strip) await page.locator(".strip-tour > summary").click();
        else await page.evaluate(() => document.querySelector(".strip")?.remove());
        if (whole) await unfold(page);
        await page.screenshot({ path: `${folder}/${name}-${size}-${scheme}.png` });
        await close();
      } catch (error) {
        failed = true;
        console.error(`FAILED: ${name} ${size} ${scheme}: ${error.message} ${watch.faults.join("; ")}`);
        await page.context().close();
      }
    }
  }
  console.log(name);
}

/** Starts an installation, takes its pages, and stops it. */
async function visit(starting, pages) {
  const troupe = await starting;
  try {
    await pages(troupe);
  } finally {
    await troupe.stop();
  }
}

try {
  await visit(empty(), async (troupe) => {
    await shoot(troupe, "set-up", "/set-up", { signedIn: false });
    for (const [name, path, options] of await beginnings(browser, troupe)) await shoot(troupe, name, path, options);
  });
  await visit(demo(), async (troupe) => {
    await troupe.signIn(browser);
    for (const [name, path, options] of await places(browser, troupe)) await shoot(troupe, name, path, options);
  });
} finally {
  await browser.close();
}
if (failed) process.exit(1);
