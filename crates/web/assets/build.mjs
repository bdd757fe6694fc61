// Bundles the front end into the folder given as the first argument: app.css, app.js, theme.js, icons.svg and
// favicon.svg, each text file also as .gz. Run by build.rs in a copy of this folder, so nothing is written here.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { plainColours } from "./plain.mjs";

const out = process.argv[2];
if (!out) throw new Error("Say where to write: node build.mjs FOLDER");
await mkdir(out, { recursive: true });

await build({
  entryPoints: { app: "js/app.js", theme: "js/theme.js" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "inline",
  logLevel: "warning",
});
await build({ entryPoints: { app: "css/app.css" }, outdir: out, bundle: true, minify: true, logLevel: "warning" });
const style = join(out, "app.css");
await writeFile(style, plainColours(await readFile(style, "utf8")));
for (const name of ["icons.svg", "favicon.svg"]) await copyFile(name, join(out, name));
for (const name of ["app.css", "app.js", "theme.js", "icons.svg"]) {
  const bytes = await readFile(join(out, name));
  await writeFile(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}
