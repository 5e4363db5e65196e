/** Show and move the sandbox's clock. */

import { moveClock } from "./actions.js";
import { byId } from "./dom.js";
import { sandboxNow, store } from "./store.js";
import { currentLanguage, formatTime, word } from "./words.js";

const CITIES = { "Europe/Moscow": { ru: "Москва", en: "Moscow" } };

export function showClock() {
  if (!store.sandbox) return;
  const { zone } = store.sandbox;
  const now = sandboxNow();
  byId("clock-date").textContent = formatTime(now, zone, { weekday: "short", day: "numeric", month: "short" });
  byId("clock-time").textContent = formatTime(now, zone, { hour: "2-digit", minute: "2-digit" });
  byId("clock-zone").textContent = CITIES[zone]?.[currentLanguage()] ?? zone;
  byId("clock-face").title = `${word("clock")}, ${zone}`;
}

/** The sandbox's wall-clock time, in the format of a datetime-local input. */
function wallClock() {
  const options = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: store.sandbox.zone, ...options }).formatToParts(sandboxNow());
  const part = (type) => parts.find((each) => each.type === type).value;
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

async function move(change) {
  const clock = byId("clock");
  if (clock.getAttribute("aria-busy") === "true") return;
  clock.setAttribute("aria-busy", "true");
  await moveClock(change);
  clock.setAttribute("aria-busy", "false");
}

function openPanel(open) {
  byId("clock-panel").classList.toggle("open", open);
  byId("clock-face").setAttribute("aria-expanded", String(open));
}

function openForm(open) {
  byId("clock-pick").setAttribute("aria-expanded", String(open));
  if (!open) return;
  byId("clock-moment").min = wallClock();
  byId("clock-moment").value = wallClock();
  byId("clock-moment").focus();
}

function close() {
  openPanel(false);
  openForm(false);
}

export function startClock() {
  byId("clock-panel").addEventListener("click", (event) => {
    const minutes = event.target.closest("[data-minutes]")?.dataset.minutes;
    if (minutes) move({ minutes: Number(minutes) });
  });
  byId("clock-pick").addEventListener("click", () => openForm(byId("clock-pick").getAttribute("aria-expanded") === "false"));
  byId("clock-to").addEventListener("submit", (event) => {
    event.preventDefault();
    move({ to: byId("clock-moment").value });
    openForm(false);
  });
  byId("clock-face").addEventListener("click", () => openPanel(!byId("clock-panel").classList.contains("open")));
  document.addEventListener("click", (event) => event.target.closest("#clock") || close());
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  setInterval(showClock, 1000);
}
