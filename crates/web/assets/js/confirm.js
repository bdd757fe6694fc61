// Asks before what cannot be undone. A form, or one of its buttons, says what with data-confirm (the question, naming
// thing and amount), data-confirm-text (what happens), data-confirm-verb, data-confirm-keep and data-confirm-danger.
// Without scripts the form is sent at once; the server's rules are the same.
const agreed = new WeakSet();

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function ask(asks, verb, go) {
  const dialog = element("dialog", "dialog");
  const title = element("h2", "", asks.confirm);
  title.id = "confirm-title";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title);
  if (asks.confirmText) dialog.append(element("p", "soft", asks.confirmText));
  if (asks.confirmVoice) dialog.append(element("p", "voice note", asks.confirmVoice));
  const actions = element("div", "actions");
  const keep = element("button", "btn", asks.confirmKeep);
  const yes = element("button", "confirmDanger" in asks ? "btn danger" : "btn primary", asks.confirmVerb || verb);
  keep.type = yes.type = "button";
  keep.autofocus = true;
  keep.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.close();
    go();
  });
  actions.append(keep, yes);
  dialog.append(actions);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const button = event.submitter;
    const asks = [button, form].find((asking) => asking?.dataset.confirm)?.dataset;
    if (!asks || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(asks, button?.textContent.trim(), () => {
      agreed.add(form);
      form.requestSubmit(button);
    });
  },
  true,
);

// A form that is on its way is not sent twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  // Attributes, not properties: a field that is named "method" or "action" hides the form's own property.
  if (event.defaultPrevented || form.getAttribute("method") === "dialog" || form.hasAttribute("target")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
