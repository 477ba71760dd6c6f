// What a page can do beside being read: times in the reader's zone, changes as they happen, a search in a payload, a copy.
// Everything works without it.
"use strict";

// In the language of the page, which is one, whatever the browser's is.
const relative = new Intl.RelativeTimeFormat("en-GB", { numeric: "always", style: "short" });
const near = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const far = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

/** How far away it is where that is less than a day, else the date; the exact moment on hover, here and in UTC. */
function showTime(element) {
  const moment = new Date(element.dateTime);
  if (isNaN(moment)) return;
  const seconds = Math.round((moment - Date.now()) / 1000);
  const away = Math.abs(seconds);
  const text = element.className === "clock" ? near.format(moment)
    : away < 60 ? relative.format(seconds, "second")
    : away < 3600 ? relative.format(Math.trunc(seconds / 60), "minute")
    : away < 86400 ? `${relative.format(Math.trunc(seconds / 3600), "hour")} (${near.format(moment)})`
    : far.format(moment);
  if (element.textContent !== text) element.textContent = text;
  element.title = `${exact.format(moment)} · ${element.dateTime}`;
}

function showTimes(root) {
  for (const element of root.querySelectorAll("time")) showTime(element);
}

/** Puts each part that looks different in the place of the one with its id. What has the focus keeps it. */
function showParts(live, html, known) {
  const parts = [...new DOMParser().parseFromString(html, "text/html").body.children];
  const ids = new Set(parts.map((part) => part.id));
  for (const part of parts) {
    const old = document.getElementById(part.id);
    const text = part.outerHTML;
    if (known.get(part.id) === text && old) continue;
    known.set(part.id, text);
    showTimes(part);
    const focused = old?.contains(document.activeElement) ? document.activeElement : null;
    const name = focused && (focused.id ? `#${CSS.escape(focused.id)}` : focused.getAttribute("href") && `[href="${CSS.escape(focused.getAttribute("href"))}"]`);
    if (old) old.replaceWith(part);
    else live.append(part);
    if (name) part.querySelector(name)?.focus({ preventScroll: true });
  }
  for (const child of [...live.children]) if (!ids.has(child.id)) child.remove();
}

/** The payload stands still, but for when it comes or goes, by itself or with its task. */
async function showPayload() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.getElementById("payload");
  const old = document.getElementById("payload");
  if (answer.status === 404) old?.remove();
  if (!part) return;
  old?.replaceWith(part);
  showTimes(part);
  prepareTools(part);
}

function watch(live) {
  const state = document.getElementById("live-state");
  const known = new Map([...live.children].map((part) => [part.id, part.outerHTML]));
  let url = live.dataset.events;
  const say = (isOn) => {
    if (!state) return;
    state.hidden = false;
    state.classList.toggle("off", !isOn);
    state.textContent = isOn ? "live" : "not live";
  };
  const open = () => {
    const events = new EventSource(url);
    events.addEventListener("open", () => say(true));
    events.addEventListener("view", (event) => {
      const payload = document.getElementById("task")?.dataset.payload;
      showParts(live, event.data, known);
      url = url.replace(/shown=[0-9a-f]*/, `shown=${event.lastEventId}`);
      if (payload !== document.getElementById("task")?.dataset.payload) showPayload();
    });
    events.addEventListener("error", () => {
      say(false);
      // A browser comes back by itself, unless it was sent away.
      if (events.readyState === EventSource.CLOSED) setTimeout(comeBack, 5000);
    });
    addEventListener("pagehide", () => events.close(), { once: true });
  };
  // Where the session has ended, the page leads to the sign-in.
  const comeBack = async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (answer?.redirected) location.reload();
    else open();
  };
  open();
}

function prepareTools(root) {
  for (const tools of root.querySelectorAll(".tools")) tools.hidden = false;
  for (const button of root.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) button.hidden = true;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }
  const search = root.querySelector("#payload-search");
  const body = root.querySelector("#payload-body");
  const found = root.querySelector("#payload-found");
  if (!search || !body) return;
  const text = body.textContent;
  const lines = text.split("\n");
  search.addEventListener("input", () => {
    const word = search.value.toLowerCase();
    const hits = word ? lines.filter((line) => line.toLowerCase().includes(word)) : lines;
    body.textContent = word ? hits.join("\n") : text;
    found.textContent = word ? `${hits.length} of ${lines.length} lines` : "";
  });
}

showTimes(document);
setInterval(() => { if (!document.hidden) showTimes(document); }, 1000);
prepareTools(document);
// What a browser has put aside is old, and may not be this reader's to see any more.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
const live = document.getElementById("live");
if (live && "EventSource" in window) watch(live);
