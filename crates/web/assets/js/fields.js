// Fields: a refused page opens at the first field to mend; a select with data-submits sends its form when it changes;
// a toast goes when it is told to.
document.addEventListener("DOMContentLoaded", () => document.querySelector("main [aria-invalid=true]")?.focus());

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-submits]")) event.target.form?.requestSubmit();
});

document.addEventListener("click", (event) => {
  event.target.closest?.("[data-dismiss]")?.closest(".toast, .note, .flash")?.remove();
});
