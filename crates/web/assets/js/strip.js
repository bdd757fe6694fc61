// In the demo: when something was done or a day begins, and nobody is typing or choosing, the page shows it by itself. Where
// somebody is in the middle of something, the strip's link waits for them.
import { busy, follow } from "./follow.js";

const stamp = () => document.querySelector("#strip-now [data-stamp]")?.dataset.stamp;
let shown;
let fetching = false;
document.addEventListener("DOMContentLoaded", () => (shown = stamp()));

async function show(now) {
  fetching = true;
  try {
    const fresh = await follow();
    if (!fresh) return;
    shown = now;
    const seen = fresh.querySelector("#strip-now")?.getAttribute("hx-get");
    const strip = document.getElementById("strip-now");
    if (seen && strip) {
      strip.setAttribute("hx-get", seen);
      window.htmx.process(strip);
      strip.querySelector(".strip-new")?.remove();
    }
  } finally {
    fetching = false;
  }
}

document.addEventListener("htmx:afterSettle", () => {
  const now = stamp();
  if (!now || now === shown || fetching || document.hidden || busy()) return;
  show(now);
});
