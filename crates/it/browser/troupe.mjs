// The real binary with the demo's data, for pictures and journeys: started on a free port in a folder that goes.
// Invariant: everything is reached as people reach it: by the printed sign-in link, by links on pages, by portal links
// that a manager makes. Absent: reading the database.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "./lib.mjs";

const binary = process.env.TROUPE_BINARY;

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a command of the binary and gives what it prints until a pattern is there. */
async function started(args, pattern) {
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  const found = await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      printed += chunk;
      const match = printed.match(pattern);
      if (match) resolve(match);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => reject(new Error(`troupe ${args.join(" ")} ended with ${code}:\n${printed}`)));
    setTimeout(() => reject(new Error(`troupe ${args.join(" ")} said nothing that matches ${pattern}:\n${printed}`)), 120_000);
  });
  return { child, found };
}

/** Runs an operation by the command line and gives its answer. */
function operation(folder, name, command) {
  const args = ["op", name, "--data", folder, "--brand", "fennel-rye", "--json", JSON.stringify(command)];
  const { stdout, stderr, status } = spawnSync(binary, args, { encoding: "utf8", maxBuffer: 64_000_000 });
  if (status !== 0) throw new Error(`${name}: ${stderr}${stdout}`);
  return JSON.parse(stdout);
}

async function ended(child) {
  const gone = new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

/** The demo, running. */
export async function demo() {
  if (!binary) throw new Error("TROUPE_BINARY names no binary");
  const folder = mkdtempSync(join(tmpdir(), "troupe-browser-"));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const { child, found } = await started(["demo", "--data", folder, "--listen", `127.0.0.1:${port}`, "--no-open"], /(http:\S+\/sign-in\/\S+)/);
  const troupe = {
    base,
    folder,
    link: found[1],
    cookie: null,
    op: (name, command) => operation(folder, name, command),
    /** Signs Nora in by the printed link; her cookie opens every later page. */
    async signIn(browser) {
      const { page, close } = await open(browser, { base });
      await page.goto(troupe.link);
      const button = page.getByRole("button", { name: /sign in/i });
      if (await button.count()) await button.first().click();
      await page.waitForURL(/\/b\//);
      const cookies = await page.context().cookies();
      troupe.cookie = cookies.find((cookie) => cookie.name.includes("session"));
      await close();
    },
    /** Every page worth a picture: name, path, options. */
    async places() {
      const brand = "/b/fennel-rye";
      const campaigns = troupe.op("campaigns.list_campaigns", {});
      const autumn = campaigns.find((one) => one.campaign.name === "Autumn Repair").id;
      const summer = campaigns.find((one) => one.campaign.name === "Summer Calm").id;
      const detail = troupe.op("campaigns.get_campaign", { campaign: autumn });
      const inReview = detail.collaborations.find((one) => one.stage === "in_review") ?? detail.collaborations[0];
      const briefed = detail.collaborations.find((one) => one.stage === "producing") ?? inReview;
      const offered = detail.collaborations.find((one) => one.stage === "in_conversation") ?? inReview;
      const portal = (creator) => new URL(troupe.op("outreach.create_portal_link", { creator }).link).pathname;
      const making = portal(briefed.creator);
      const asked = portal(offered.creator);
      return [
        ["sign-in", "/sign-in", { signedIn: false }],
        ["today", `${brand}/today`],
        ["creators", `${brand}/creators`],
        ["creator", `${brand}/creators/${inReview.creator}`],
        ["import", `${brand}/creators/import`],
        ["campaigns", `${brand}/campaigns`],
        ["campaign", `${brand}/campaigns/${autumn}`],
        ["campaign-plan", `${brand}/campaigns/${autumn}/plan`],
        ["brief", `${brand}/campaigns/${autumn}/brief`],
        ["collaboration", `${brand}/collaborations/${inReview.id}`, { whole: true }],
        ["inbox", `${brand}/inbox`],
        ["reviews", `${brand}/reviews`],
        ["payments", `${brand}/payments`],
        ["reports", `${brand}/reports`],
        ["report", `${brand}/campaigns/${summer}/report`, { whole: true }],
        ["settings", `${brand}/settings`],
        ["portal-home", making, { signedIn: false }],
        ["portal-brief", `${making}/brief/${briefed.id}`, { signedIn: false, whole: true }],
        ["portal-offer", `${asked}/offer/${offered.id}`, { signedIn: false, whole: true }],
        ["portal-payments", `${making}/payments`, { signedIn: false }],
      ];
    },
    async stop() {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return troupe;
}
