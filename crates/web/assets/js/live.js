// Other people's changes appear by themselves; where somebody is in the middle of something, a line says that there are some.
// Who else looks at the same thing stands beside the page's name. Only while the page is seen: a browser has few connections to
// one place.
import { busy, follow } from "./follow.js";

let source;
let heard;
// A page that came up unseen may have missed something before it was first looked at.
const unseen = document.hidden;

const note = () => document.getElementById("live-note");

const names = new Intl.ListFormat(document.documentElement.lang || "en");
let others = [];

function showOthers() {
  const line = document.getElementById("others");
  if (!line) return;
  const words = others.length > 1 ? line.dataset.more : line.dataset.one;
  line.hidden = others.length === 0;
  if (!line.hidden) line.querySelector("span").textContent = words.replace("{names}", names.format(others));
}

async function changed() {
  const shown = !busy() && (await follow());
  if (note()) note().hidden = Boolean(shown);
}

function listen() {
  const path = document.body.dataset.live;
  // The demo's strip follows its own clock.
  if (!path || document.hidden || source || document.getElementById("strip-now")) return;
  source = new EventSource(`${path}?at=${encodeURIComponent(location.pathname)}`);
  source.addEventListener("others", (event) => {
    others = JSON.parse(event.data);
    showOthers();
  });
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
  others = [];
  showOthers();
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
