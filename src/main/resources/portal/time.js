// Keeps relative times true, and tells the absolute one in the viewer's own zone.
const relativeTimes = (() => {
  const span = (ms) => {
    const s = Math.floor(ms / 1000);
    const pair = (n, a, m, b) => n + a + (m ? m + b : "");
    if (s < 60) return s + "s";
    if (s < 3600) return pair(Math.floor(s / 60), "m", s % 60, "s");
    if (s < 86400) return pair(Math.floor(s / 3600), "h", Math.floor((s % 3600) / 60), "m");
    return pair(Math.floor(s / 86400), "d", Math.floor((s % 86400) / 3600), "h");
  };
  const own = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
  const update = () => {
    const now = Date.now();
    for (const time of document.querySelectorAll("time[data-rel]")) {
      const at = Date.parse(time.dateTime);
      if (Number.isNaN(at)) continue;
      const past = now - at;
      const elapsed = time.dataset.rel === "elapsed";
      const words = elapsed ? span(Math.max(0, past)) : Math.abs(past) < 1000 ? "just now" : past < 0 ? "in " + span(-past) : span(past) + " ago";
      if (time.textContent !== words) time.textContent = words;
      time.title = own.format(at) + "\n" + new Date(at).toISOString();
    }
  };
  update();
  setInterval(update, 1000);
  return update;
})();
