// Fields: a refused page opens at the first field to mend; a select with data-submits sends its form when it changes;
// what somebody else saved is taken in place of what was typed; a toast goes when it is told to.
document.addEventListener("DOMContentLoaded", () => document.querySelector("main [aria-invalid=true]")?.focus());

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-submits]")) event.target.form?.requestSubmit();
});

document.addEventListener("click", (event) => {
  event.target.closest?.("[data-dismiss]")?.closest(".toast, .note, .flash")?.remove();
});

function take(button) {
  const form = button.closest("form");
  const wanted = button.dataset.value.split("\n");
  for (const control of form?.querySelectorAll(`[name="${CSS.escape(button.dataset.takes)}"]`) ?? []) {
    if (control.matches("[type=checkbox], [type=radio]")) control.checked = wanted.includes(control.value);
    else control.value = button.dataset.value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  button.closest(".theirs").remove();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-takes]");
  if (button) take(button);
});
