// The real binary for journeys and pictures: started on a free port in a folder that goes, with the demo or with nothing.
// Invariant: everything is reached as people reach it: by the printed sign-in link, by links on pages, by portal links
// that a manager makes. Absent: reading the database; which pages there are (places.mjs).
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "./lib.mjs";

const binary = process.env.TROUPE_BINARY;
/** The demo's brand, in addresses. */
const BRAND = "fennel-rye";

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a program and gives it with what it printed, once a pattern is there. */
export async function started(program, args, pattern, env = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let printed = "";
  const name = `${program} ${args.join(" ")}`;
  const found = await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      printed += chunk;
      const match = printed.match(pattern);
      if (match) resolve(match);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${name} ended with ${code}:\n${printed}`)));
    setTimeout(() => reject(new Error(`${name} said nothing that matches ${pattern}:\n${printed}`)), 120_000).unref();
  });
  return { child, found };
}

/** Tells a program to stop and waits until it has. */
export async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

/** Starts the binary in a new folder; `fill` puts something into it before. */
async function begun(command, pattern, env, fill = () => {}) {
  if (!binary) throw new Error("TROUPE_BINARY names no binary");
  const folder = mkdtempSync(join(tmpdir(), "troupe-browser-"));
  fill(folder);
  const base = `http://127.0.0.1:${await freePort()}`;
  const args = [...command, "--data", folder, "--listen", base.slice("http://".length)];
  const { child, found } = await started(binary, args, pattern, env);
  const stop = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  /** Runs an operation by the command line, beside the running server, and gives its answer. */
  const op = (name, said, brand = BRAND) => {
    const args = ["op", name, "--data", folder, "--brand", brand, "--json", JSON.stringify(said)];
    const { stdout, stderr, status } = spawnSync(binary, args, { encoding: "utf8", maxBuffer: 64_000_000 });
    if (status !== 0) throw new Error(`${name}: ${stderr}${stdout}`);
    return JSON.parse(stdout);
  };
  return { base, folder, found, op, stop };
}

/** An installation in an empty folder that nobody has set up. `env` is more of its configuration. */
export async function empty(env = {}) {
  return begun(["serve"], /Troupe is at .*set it up/, env);
}

/** Puts the demo's three months into a folder: a copy of those that TROUPE_DEMO names, which several tests share, or new ones. */
function season(folder) {
  if (process.env.TROUPE_DEMO) return cpSync(process.env.TROUPE_DEMO, folder, { recursive: true });
  const { status, stderr } = spawnSync(binary, ["demo", "--fill-only", "--data", folder], { encoding: "utf8", timeout: 900_000 });
  if (status !== 0) throw new Error(`the demo could not be filled: ${stderr}`);
}

/** The demo, running. */
export async function demo() {
  const begins = await begun(["demo", "--no-open"], /(http:\S+\/sign-in\/\S+)/, {}, season);
  const troupe = {
    ...begins,
    link: begins.found[1],
    cookie: null,
    /** Signs Nora in by the printed link; her cookie opens every later page. */
    async signIn(browser) {
      const { page, close } = await open(browser, { base: troupe.base });
      await page.goto(troupe.link);
      await page.getByRole("button", { name: /sign in/i }).first().click();
      await page.waitForURL(/\/b\//);
      const cookies = await page.context().cookies();
      troupe.cookie = cookies.find((cookie) => cookie.name.includes("session"));
      await close();
    },
  };
  return troupe;
}
