// The log viewer. Lines come from the server cut into tasks; those of closed tasks, and the parts of
// long ones, are read once somebody comes near. Everything is text, never markup.
const logViewer = () => {
  const log = document.getElementById("log");
  if (!log || !log.dataset.run || log.dataset.ready) return;
  log.dataset.ready = "1";
  const CHUNK = 500;
  const lines = "/api/v1/runs/" + log.dataset.run + "/log/lines";
  const get = async (path) => {
    const answer = await fetch(path, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };
  const time = (at) => (at ? new Date(typeof at === "number" ? at * 1000 : at).toISOString().slice(11, 23) : "");
  const row = (line) => {
    const li = document.createElement("li");
    li.id = "L" + line.line;
    li.className = line.kind;
    li.dataset.host = line.host || "";
    const number = document.createElement("a");
    number.className = "n";
    number.href = "#L" + line.line;
    number.textContent = line.line;
    const at = document.createElement("span");
    at.className = "at";
    at.textContent = time(line.at);
    const text = document.createElement("span");
    text.className = "t";
    for (const piece of line.pieces || []) {
      const span = document.createElement("span");
      if (piece.look) span.className = piece.look;
      span.textContent = piece.text;
      text.append(span);
    }
    li.append(number, at, text);
    return li;
  };
  // Only the lines of one host, or of one kind; headings stay.
  const hostBox = document.getElementById("log-host");
  const kindBox = document.getElementById("log-kind");
  const hosts = new Set();
  const sift = (li) => {
    const other = (hostBox.value && li.dataset.host !== hostBox.value) || (kindBox.value && !li.classList.contains(kindBox.value));
    li.hidden = Boolean(other) && !li.classList.contains("place");
  };
  const siftAll = () => {
    for (const li of log.querySelectorAll("li")) {
      if (li.dataset.host && !hosts.has(li.dataset.host) && hosts.size < 1000) {
        hosts.add(li.dataset.host);
        hostBox.add(new Option(li.dataset.host, li.dataset.host));
      }
      sift(li);
    }
  };
  hostBox.addEventListener("change", siftAll);
  kindBox.addEventListener("change", siftAll);
  // Places for lines that are not read yet, as high as the lines will be.
  const near = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) { near.unobserve(one.target); fill(one.target); }
  }, { rootMargin: "800px" });
  const fill = async (place) => {
    if (place.dataset.busy) return;
    place.dataset.busy = "1";
    try {
      const read = await get(lines + "?from=" + place.dataset.from + "&to=" + place.dataset.to);
      place.replaceWith(...read.lines.map(row));
      siftAll();
      mark();
    } catch (e) {
      delete place.dataset.busy;
      place.textContent = "These lines cannot be read now; scroll here again.";
      near.observe(place);
    }
  };
  const lay = (task) => {
    if (task.dataset.lazy !== "true") return;
    task.dataset.lazy = "false";
    const list = task.querySelector("ol");
    for (let from = +task.dataset.from; from <= +task.dataset.to; from += CHUNK) {
      const place = document.createElement("li");
      place.className = "place";
      place.dataset.from = from;
      place.dataset.to = Math.min(+task.dataset.to, from + CHUNK - 1);
      place.style.setProperty("height", (place.dataset.to - from + 1) * 1.45 + "em");
      list.append(place);
      near.observe(place);
    }
  };
  log.addEventListener("toggle", (e) => { if (e.target.open) lay(e.target); }, true);
  for (const task of log.querySelectorAll("details[open]")) lay(task);
  const taskOf = (line) => [...log.children].find((t) => +t.dataset.from <= line && line <= +t.dataset.to);
  const reach = async (line) => {
    const task = taskOf(line);
    if (!task) return null;
    task.open = true;
    lay(task);
    const place = [...task.querySelectorAll("li.place")].find((p) => +p.dataset.from <= line && line <= +p.dataset.to);
    if (place) { near.unobserve(place); await fill(place); }
    const found = document.getElementById("L" + line);
    if (found) found.scrollIntoView({ block: "center" });
    return found;
  };
  // #L12 and #L12-L20
  const mark = () => {
    const wanted = /^#L(\d+)(?:-L?(\d+))?$/.exec(location.hash);
    for (const old of log.querySelectorAll("li.marked")) old.classList.remove("marked");
    if (!wanted) return;
    for (let i = +wanted[1]; i <= +(wanted[2] || wanted[1]) && i < +wanted[1] + 5000; i++) {
      const li = document.getElementById("L" + i);
      if (li) li.classList.add("marked");
    }
  };
  const go = async () => {
    const wanted = /^#L(\d+)/.exec(location.hash);
    if (wanted) { follow(false); await reach(+wanted[1]); }
    mark();
  };
  window.addEventListener("hashchange", go);
  log.addEventListener("click", (e) => {
    if (!e.target.classList.contains("n")) return;
    const first = /^#L(\d+)/.exec(location.hash);
    if (e.shiftKey && first) {
      e.preventDefault();
      const ends = [+first[1], +e.target.textContent].sort((a, b) => a - b);
      history.replaceState(null, "", "#L" + ends[0] + "-L" + ends[1]);
      mark();
    }
  });
  // How it looks is kept for the next log.
  const box = (id, name, byDefault) => {
    const input = document.getElementById(id);
    if (!input) return;
    const kept = localStorage.getItem("log-" + name);
    input.checked = kept === null ? byDefault : kept === "1";
    const set = () => {
      log.classList.toggle(name, input.checked);
      localStorage.setItem("log-" + name, input.checked ? "1" : "0");
    };
    input.addEventListener("change", set);
    set();
  };
  box("log-wrap", "wrap", true);
  box("log-times", "times", false);
  const all = document.getElementById("log-all");
  const closed = () => [...log.children].some((t) => !t.open);
  const nameAll = () => { all.textContent = closed() ? "Open all tasks" : "Close all tasks"; };
  all.addEventListener("click", () => {
    const open = closed();
    for (const task of log.children) task.open = open;
    nameAll();
  });
  log.addEventListener("toggle", nameAll, true);
  nameAll();
  // Following lets go when somebody scrolls up, and takes hold again at the end.
  const followBox = document.getElementById("log-follow");
  let moving = 0;
  const follow = (on) => { if (followBox) followBox.checked = on; };
  const toEnd = () => {
    if (!followBox || !followBox.checked) return;
    moving = Date.now() + 300;
    window.scrollTo(0, document.documentElement.scrollHeight);
  };
  let before = window.scrollY;
  window.addEventListener("scroll", () => {
    const y = window.scrollY;
    if (Date.now() > moving && y < before - 4) follow(false);
    if (y + window.innerHeight >= document.documentElement.scrollHeight - 4) follow(true);
    before = y;
  }, { passive: true });
  // Search goes through the whole log on the server, also while it grows.
  const field = document.getElementById("log-search");
  const found = document.getElementById("log-found");
  const previous = document.getElementById("log-previous");
  const next = document.getElementById("log-next");
  let matches = [];
  let at = -1;
  let asked = 0;
  const tell = (total) => {
    previous.hidden = next.hidden = matches.length === 0;
    found.textContent = !field.value.trim() ? "" : total === 0 ? "not found" : (at + 1) + " of " + total + (total > matches.length ? " (the first " + matches.length + " can be visited)" : "");
  };
  let total = 0;
  const look = async (jump) => {
    const text = field.value.trim();
    const mine = ++asked;
    if (!text) { matches = []; at = -1; tell(0); return; }
    try {
      const answer = await get("/api/v1/runs/" + log.dataset.run + "/log?search=" + encodeURIComponent(text));
      if (mine !== asked) return;
      matches = answer.matches.map((m) => m.line);
      total = answer.total;
      if (jump) { at = matches.length ? 0 : -1; tell(total); await show(); } else tell(total);
    } catch (e) {
      found.textContent = "The search failed; try again.";
    }
  };
  const show = async () => {
    for (const old of log.querySelectorAll(".hit")) old.classList.remove("hit");
    if (at < 0) return;
    follow(false);
    const li = await reach(matches[at]);
    if (!li) return;
    li.classList.add("hit");
    // A heading is shown by its task.
    if (li.classList.contains("head")) {
      const heading = li.closest("details").querySelector("summary");
      heading.classList.add("hit");
      heading.scrollIntoView({ block: "center" });
    }
  };
  let typed = 0;
  field.addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(() => look(true), 250); });
  field.addEventListener("keydown", (e) => { if (e.key === "Enter") { e.preventDefault(); step(e.shiftKey ? -1 : 1); } });
  const step = (by) => {
    if (!matches.length) return;
    at = (at + by + matches.length) % matches.length;
    tell(total);
    show();
  };
  previous.addEventListener("click", () => step(-1));
  next.addEventListener("click", () => step(1));
  // What came since the page was made.
  let last = +log.dataset.total;
  let reading = false;
  const grow = async () => {
    if (reading || log.dataset.growing !== "true") return;
    reading = true;
    try {
      // The last line may have been half of one.
      const read = await get(lines + "?from=" + Math.max(1, last));
      for (const line of read.lines) {
        const known = document.getElementById("L" + line.line);
        if (known && line.kind !== "head") { known.replaceWith(row(line)); continue; }
        if (known && known === known.parentNode.firstElementChild) continue;
        if (known) known.remove();
        const missing = document.getElementById("log-missing");
        if (missing) missing.remove();
        if (!log.lastElementChild && line.kind === "text" && !(line.pieces || []).length) { last = line.line; continue; }
        if (line.kind === "head" || !log.lastElementChild) {
          for (const open of log.querySelectorAll("details[open]")) if (!open.classList.contains("failed") && +open.dataset.to > 400) open.open = false;
          log.append(task(line));
        }
        const now = log.lastElementChild;
        now.querySelector("ol").append(row(line));
        now.dataset.to = line.line;
        now.querySelector("small").textContent = now.dataset.to - now.dataset.from + 1 + " lines";
        if (line.kind === "failed") now.classList.add("failed");
        last = line.line;
      }
      siftAll();
      const more = read.lines.length >= 1000;
      if (read.complete && !more) log.dataset.growing = "false";
      if (field.value.trim()) look(false);
      toEnd();
      reading = false;
      if (more) grow();
    } catch (e) {
      reading = false;
    }
  };
  const task = (line) => {
    const details = document.createElement("details");
    details.className = "task";
    details.open = true;
    details.dataset.from = details.dataset.to = line.line;
    details.dataset.lazy = "false";
    const summary = document.createElement("summary");
    summary.textContent = (line.pieces || []).map((p) => p.text).join("").replace(/\s*\*{3,}\s*$/, "") + " ";
    summary.append(document.createElement("small"));
    details.append(summary, document.createElement("ol"));
    return details;
  };
  const leave = new AbortController();
  document.addEventListener("live", () => { if (log.isConnected) grow(); else leave.abort(); }, { signal: leave.signal });
  siftAll();
  grow();
  go();
  if (!location.hash && log.dataset.growing === "true") toEnd();
  else if (!location.hash) {
    const failed = log.querySelector("details.failed");
    if (failed && last > 400) failed.scrollIntoView({ block: "center" });
  }
};
logViewer();
document.addEventListener("htmx:afterSettle", logViewer);
