// Pictures of every page, desktop and phone, light and dark, of the demo's made-up data: into the folder TROUPE_SHOTS.
// Invariant: a page that logs an error or breaks the policy fails the run. Absent: judging; a person looks at them.
import { open, launch, settled } from "./lib.mjs";
import { demo } from "./troupe.mjs";

const folder = process.env.TROUPE_SHOTS ?? "shots";
const troupe = await demo();
const browser = await launch();
let failed = false;

/** Takes one page in both sizes and both colour schemes. */
async function shoot(name, path, { signedIn = true, whole = false } = {}) {
  for (const size of ["desktop", "phone"]) {
    for (const scheme of ["light", "dark"]) {
      const { page, watch, close } = await open(browser, { size, scheme, base: troupe.base });
      try {
        if (signedIn) await page.context().addCookies([troupe.cookie]);
        await page.goto(path);
        await settled(page);
        await page.screenshot({ path: `${folder}/${name}-${size}-${scheme}.png`, fullPage: whole });
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

try {
  await troupe.signIn(browser);
  const places = await troupe.places(browser);
  for (const [name, path, options] of places) await shoot(name, path, options);
} finally {
  await browser.close();
  await troupe.stop();
}
if (failed) process.exit(1);
