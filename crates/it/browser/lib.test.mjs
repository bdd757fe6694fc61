// Tests of the watch and of a person's eyes: they must see what we rely on them to see.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { assertFits, launch, open, settled, withPage } from "./lib.mjs";
import { Findings, Person } from "./person.mjs";
import { plainColours } from "../../web/assets/plain.mjs";

const pages = {
  "/calm": "<title>calm</title><main><h1>calm</h1><p>nothing wrong here</p></main>",
  "/inline": "<title>inline</title><script>document.title = 'ran'</script>",
  "/error": "<title>error</title><script src='/throws.js'></script>",
  "/missing": "<title>missing</title><img src='/nowhere.png' alt=''>",
  "/unreachable": "<title>unreachable</title><img src='/cut.png' alt=''>",
  "/barrier": "<title>barrier</title><link rel='stylesheet' href='/pale.css'><p>pale words in the dark</p><input type='text'>",
  "/asks": "<title>asks</title><form method='post' action='/asks'><details><summary>more</summary><input name='word' aria-label='word'></details><button>Send</button></form>",
  "/wide": "<title>wide</title><pre>" + "wide ".repeat(400) + "</pre>",
};
const head = "<!doctype html><html lang='en'><link rel='icon' href='data:,'><meta name='viewport' content='width=device-width'>";

let server, base, browser;
before(async () => {
  server = createServer((request, response) => {
    if (request.url === "/cut.png") return response.destroy();
    if (request.url === "/throws.js") return response.writeHead(200, { "content-type": "text/javascript" }).end("throw new Error('boom')");
    if (request.url === "/pale.css") {
      return response.writeHead(200, { "content-type": "text/css" }).end("@media (prefers-color-scheme: dark) { p { color: #eee; background: #fff } }");
    }
    if (request.method === "POST") return response.writeHead(422, { "content-type": "text/html" }).end("<main>Say more.</main>");
    const page = pages[request.url];
    const policy = "default-src 'self'; img-src 'self' data:";
    response.writeHead(page ? 200 : 404, { "content-type": "text/html", "content-security-policy": policy }).end(page ? head + page : "no");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

const faultsOf = async (path) => {
  const { page, watch } = await open(browser, { base });
  await page.goto(path);
  await settled(page);
  await page.context().close();
  return watch.faults;
};

test("a calm page has no faults, at the size and in the scheme asked for", async () => {
  await withPage(browser, { base, size: "phone", scheme: "dark" }, async ({ page }) => {
    await page.goto("/calm");
    const seen = await page.evaluate(() => [innerWidth, innerHeight, matchMedia("(prefers-color-scheme: dark)").matches]);
    assert.deepEqual(seen, [390, 844, true]);
    await assertFits(page);
  });
  await withPage(browser, { base }, async ({ page }) => {
    await page.goto("/calm");
    const seen = await page.evaluate(() => [innerWidth, innerHeight, matchMedia("(prefers-color-scheme: dark)").matches]);
    assert.deepEqual(seen, [1366, 900, false]);
  });
});

for (const [path, kind] of [["/inline", "policy"], ["/error", "script"], ["/missing", "answer"], ["/unreachable", "request"]]) {
  test(`${path} is reported as ${kind}, once`, async () => {
    const faults = await faultsOf(path);
    assert.equal(faults.length, 1, faults.join("\n"));
    assert.ok(faults[0].startsWith(`${kind}: `), faults[0]);
  });
}

test("a journey fails on what its pages reported, unless it expected that", async () => {
  const steps = async ({ page }) => {
    await page.goto("/missing");
    await settled(page);
  };
  await assert.rejects(withPage(browser, { base }, steps), /nowhere\.png: 404/);
  await withPage(browser, { base }, ({ page, watch }) => watch.expecting(/nowhere\.png: 404/, () => steps({ page })));
});

test("a page that is too wide for a phone is found", async () => {
  await withPage(browser, { base, size: "phone" }, async ({ page }) => {
    await page.goto("/wide");
    await assert.rejects(assertFits(page), /pixels wide/);
  });
});

test("a person sees barriers, in the scheme in which they are, and what is too wide", async () => {
  const findings = new Findings();
  const person = await Person.arrives(browser, "Ines", findings, { base });
  await person.goes("/barrier");
  await person.goes("/wide");
  await person.goes("/calm");
  await person.close();
  let said = "";
  try {
    findings.assertNone();
  } catch (error) {
    said = error.message;
  }
  assert.match(said, /\/barrier in light: label \(1\): input/);
  assert.match(said, /\/barrier in dark: color-contrast \(1\): p/);
  assert.doesNotMatch(said, /\/barrier in light: color-contrast|\/calm/);
  assert.match(said, /\/wide.* pixels wide/);
  assert.equal(findings.count, 3);
});

test("a form that is refused fails the step, with what the page says", async () => {
  const person = await Person.arrives(browser, "Ines", new Findings(), { base });
  await person.goes("/asks");
  await assert.rejects(person.sends("/asks", { word: "no" }), /answered 422: Say more/);
  await person.page.context().close();
});

test("behind a rule with a pair of colours stands the same in plain ones, where it stands", () => {
  const sheet = '@layer a,b;@layer a{:root{--ink:light-dark(#111,#eee);--gap:4px}.x,.y::after{content:"}{";color:light-dark(rgb(1,2,3),var(--ink))}@media print{.x{top:0}}}.z{left:0}';
  const unknown = "@supports not (color:light-dark(#000,#fff))";
  assert.equal(
    plainColours(sheet),
    "@layer a,b;@layer a{:root{--ink:light-dark(#111,#eee);--gap:4px}" +
      `${unknown}{:root{--ink:#111}@media (prefers-color-scheme:dark){:root:where(:not([data-theme=light])){--ink:#eee}}:root:where([data-theme=dark]){--ink:#eee}}` +
      '.x,.y::after{content:"}{";color:light-dark(rgb(1,2,3),var(--ink))}' +
      `${unknown}{.x,.y::after{color:rgb(1,2,3)}` +
      "@media (prefers-color-scheme:dark){:where(:root:not([data-theme=light])) .x,:where(:root:not([data-theme=light])) .y::after{color:var(--ink)}}" +
      ":where(:root[data-theme=dark]) .x,:where(:root[data-theme=dark]) .y::after{color:var(--ink)}}" +
      "@media print{.x{top:0}}}.z{left:0}",
  );
});
