// One stream a page: when something changed that the page is about, the page is read anew and its
// live parts are made like the new ones; at most every half second, however much changes.
(() => {
  const PAUSE = 500;
  let stream = null;
  let main = null;
  let sign = null;
  let due = false;
  let busy = false;
  let last = 0;
  let lost = false;
  let settle = 0;
  const say = (state, words) => {
    if (!sign) return;
    sign.dataset.state = state;
    sign.textContent = words;
    sign.hidden = false;
  };
  const read = async () => {
    if (busy || !main || !main.dataset.live) return;
    busy = true;
    due = false;
    try {
      const answer = await fetch(location.href, { headers: { "X-Live": "1" }, credentials: "same-origin", cache: "no-store" });
      if (answer.redirected && new URL(answer.url).pathname === "/login") {
        say("lost", "You are logged out. Load the page again.");
        return;
      }
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const part of document.querySelectorAll("[data-part]")) {
          const next = fresh.getElementById(part.id);
          if (next) Idiomorph.morph(part, next, { ignoreActiveValue: true, callbacks: { beforeNodeMorphed: (old) => !(old.dataset && (old.dataset.dirty || old.dataset.own !== undefined)), beforeAttributeUpdated: (name, node) => !(name === "open" && /^(DETAILS|DIALOG)$/.test(node.nodeName)) } });
        }
        const title = fresh.querySelector("title");
        if (title && document.title !== title.textContent) document.title = title.textContent;
        relativeTimes();
        document.dispatchEvent(new CustomEvent("live"));
      }
    } catch (e) {
      // The connection is gone; the stream tells when it is back.
    } finally {
      last = Date.now();
      busy = false;
      if (due) plan();
      else if (settle > 0) {
        // The service keeps what it counts for two seconds, and where counting takes long it shows
        // the old numbers once more meanwhile: twice more, so that the last news counts.
        settle--;
        setTimeout(plan, 2500);
      }
    }
  };
  const plan = () => {
    due = true;
    if (busy) return;
    setTimeout(() => { if (due) read(); }, Math.max(0, last + PAUSE - Date.now()));
  };
  const news = (event) => {
    settle = 2;
    if (document.hidden) { due = true; return; }
    if (main.dataset.id && event.data && !event.data.includes(main.dataset.id)) return;
    plan();
  };
  const connect = () => {
    if (stream) stream.close();
    stream = null;
    main = document.getElementById("main");
    sign = document.getElementById("live");
    const topics = main && main.dataset.live;
    if (!topics || !window.EventSource) return;
    const mine = new EventSource("/api/v1/events?about=" + encodeURIComponent(topics));
    stream = mine;
    for (const kind of topics.split(",")) mine.addEventListener(kind, news);
    mine.addEventListener("reset", plan);
    mine.onopen = () => {
      say("live", "up to date");
      if (lost) plan();
      lost = false;
    };
    mine.onerror = () => {
      lost = true;
      const over = mine.readyState === EventSource.CLOSED;
      say("lost", over ? "connection lost, trying again in 10 s" : "connection lost, trying again");
      // Browsers give up where a proxy answers in place of the service.
      if (over) setTimeout(() => { if (stream === mine) connect(); }, 10000);
    };
  };
  // A browser has few connections to one service: a page that is not looked at gives its own back.
  let leaving = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(leaving);
    if (document.hidden) {
      leaving = setTimeout(() => { if (stream) { stream.close(); stream = null; due = true; } }, 30000);
      return;
    }
    if (!stream) connect();
    if (due) plan();
  });
  window.addEventListener("pagehide", () => { if (stream) stream.close(); });
  // A page that came by a form replaces the content of this one.
  document.addEventListener("htmx:afterSettle", connect);
  connect();
})();
