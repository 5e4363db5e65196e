/** Answers to presses: toasts, which fade, and alerts, which wait for OK. */

import { byId, element } from "./dom.js";

const SHOWN_MS = 3500;
const seen = new Map();
const alerts = [];

/** Show the chat's toasts that are newer than those of the last call. */
export function showNewToasts(chat) {
  const key = `${chat.person_id}/${chat.bot_id}`;
  const newest = chat.toasts.at(-1)?.number ?? 0;
  const known = seen.get(key) ?? newest;
  seen.set(key, newest);
  for (const toast of chat.toasts.filter((each) => each.number > known)) {
    if (toast.alert) showAlert(chat.title, toast.text);
    else showToast(toast.text);
  }
}

export function showToast(text) {
  const toast = element("p", { class: "toast" }, text);
  byId("toasts").append(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}

function showAlert(title, text) {
  alerts.push({ title, text });
  if (!byId("alert").open) nextAlert();
}

function nextAlert() {
  const alert = alerts.shift();
  if (!alert) return;
  byId("alert-title").textContent = alert.title;
  byId("alert-text").textContent = alert.text;
  byId("alert").showModal();
}

byId("alert").addEventListener("close", nextAlert);
