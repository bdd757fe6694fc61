// Other people's changes appear by themselves; where somebody is in the middle of something, a line says that there are some.
// Only while the page is seen: a browser has few connections to one place.
import { busy, follow } from "./follow.js";

let source;
let heard;
// A page that came up unseen may have missed something before it was first looked at.
const unseen = document.hidden;

const note = () => document.getElementById("live-note");

async function changed() {
  const shown = !busy() && (await follow());
  if (note()) note().hidden = Boolean(shown);
}

function listen() {
  const path = document.body.dataset.live;
  // The demo's strip follows its own clock.
  if (!path || document.hidden || source || document.getElementById("strip-now")) return;
  source = new EventSource(path);
  source.addEventListener("newest", (event) => {
    const first = heard === undefined;
    if (event.data === heard) return;
    heard = event.data;
    if (!first || unseen) changed();
  });
}

function rest() {
  source?.close();
  source = undefined;
}

document.addEventListener("DOMContentLoaded", listen);
document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
window.addEventListener("pagehide", rest);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#live-note a")) {
    event.preventDefault();
    location.reload();
  }
});
