// htmx without what a strict content policy refuses. A refused form (422) is shown like any other answer, and pages
// about people and money are not kept in the browser's storage.
import htmx from "htmx.org";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
htmx.config.selfRequestsOnly = true;
// Not "style": copying it over as an attribute is what the policy forbids.
htmx.config.attributesToSettle = ["class", "width", "height"];
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

// After a swap the focus goes to the first field that was refused; otherwise it stays where it was.
document.addEventListener("htmx:afterSettle", (event) => {
  event.target.querySelector?.("[aria-invalid=true]")?.focus();
});

window.htmx = htmx;
