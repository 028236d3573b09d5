// The keyboard: / searches, g and a letter goes to a page, ? shows the keys, Escape leaves a field.
(() => {
  let waiting = 0;
  const help = document.getElementById("keys");
  const typing = (e) => /^(INPUT|TEXTAREA|SELECT)$/.test(e.nodeName) || e.isContentEditable;
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape" && typing(e.target)) return e.target.blur();
    if (typing(e.target)) return;
    if (Date.now() < waiting) {
      waiting = 0;
      const link = document.querySelector('nav a[data-key="' + CSS.escape(e.key) + '"]');
      if (link) { e.preventDefault(); location.href = link.href; }
      return;
    }
    if (e.key === "g") waiting = Date.now() + 1500;
    else if (e.key === "/") {
      const field = document.querySelector("[data-search]");
      if (field) { e.preventDefault(); field.focus(); field.select(); }
    } else if (e.key === "?" && help) help.open ? help.close() : help.showModal();
  });
  const theme = document.getElementById("theme");
  if (theme) {
    const order = ["auto", "light", "dark"];
    const show = () => { theme.textContent = "Theme: " + (localStorage.getItem("theme") || "auto"); };
    theme.hidden = false;
    theme.addEventListener("click", () => {
      const next = order[(order.indexOf(localStorage.getItem("theme") || "auto") + 1) % 3];
      if (next === "auto") { localStorage.removeItem("theme"); delete document.documentElement.dataset.theme; }
      else { localStorage.setItem("theme", next); document.documentElement.dataset.theme = next; }
      show();
    });
    show();
  }
})();
