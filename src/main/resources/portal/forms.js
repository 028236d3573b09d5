// A form that somebody has begun to fill in is not changed under the hands.
document.addEventListener("input", (e) => { if (e.target.form) e.target.form.dataset.dirty = "1"; });
// A form cannot be sent twice by a second tap.
document.addEventListener("submit", (e) => {
  if (e.target.dataset.sent) { e.preventDefault(); return; }
  e.target.dataset.sent = "1";
  setTimeout(() => { delete e.target.dataset.sent; }, 4000);
});
document.addEventListener("click", async (e) => {
  const button = e.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const word = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = word; }, 1500);
});
// Which page of the menu this is, once a form has led to another.
document.addEventListener("htmx:afterSettle", () => {
  const main = document.getElementById("main");
  for (const link of document.querySelectorAll(".rail nav a")) {
    if (main && link.dataset.at === main.dataset.at) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
});
