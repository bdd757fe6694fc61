// Copies data-copy to the clipboard and says so with data-copied for a moment.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const words = button.querySelector("[data-words]") ?? button;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    // No clipboard (a page without TLS): select the text so that the person can copy it.
    const shown = button.closest(".copy")?.querySelector("[data-copy-text]");
    if (shown) getSelection().selectAllChildren(shown);
    return;
  }
  if (!button.dataset.copied || button.dataset.before) return;
  button.dataset.before = words.textContent;
  words.textContent = button.dataset.copied;
  setTimeout(() => {
    words.textContent = button.dataset.before;
    delete button.dataset.before;
  }, 2000);
});
