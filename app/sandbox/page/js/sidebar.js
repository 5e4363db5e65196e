/** The left column: the people to choose from, and the chosen person's chats. */

import { avatar } from "./avatar.js";
import { byId, element, renew } from "./dom.js";
import { addressOf, chatOf, place, store } from "./store.js";
import { currentLanguage, formatTime, word } from "./words.js";

const DAY_MS = 86_400_000;

export function showSidebar(now) {
  const { me, chat } = place();
  if (!me) return;
  byId("who").textContent = me.label ? `${me.name} · ${word(me.label)}` : me.name;
  renew(byId("people"), store.sandbox.people.map((person) => personItem(person, me, chat)), personNode);
  renew(byId("chats"), chatItems(me, chat, now), chatNode);
}

function personItem(person, me, chat) {
  const unread = store.sandbox.bots.reduce((sum, bot) => sum + (chatOf(person.id, bot.id)?.unread ?? 0), 0);
  return {
    key: person.id,
    name: person.name,
    short: person.first_name,
    label: person.label && word(person.label),
    chosen: person.id === me.id,
    unread: person.id === me.id ? 0 : unread,
    address: addressOf(person.id, chat?.bot_id),
  };
}

function personNode(person) {
  return element(
    "button",
    {
      type: "button",
      role: "radio",
      class: "person",
      "aria-checked": String(person.chosen),
      tabindex: person.chosen ? "0" : "-1",
      "data-focus": "person",
      "aria-label": describe(person),
      click: () => { location.hash = person.address; },
      keydown: moveChoice,
    },
    element("span", { class: "person-picture" }, avatar(person.key, person.name), badge(person.unread)),
    element("span", { class: "person-name" }, person.short),
    element("span", { class: "person-label" }, person.label),
  );
}

function describe(person) {
  const label = person.label ? `, ${person.label}` : "";
  const unread = person.unread ? `, ${word("unread")}: ${person.unread}` : "";
  return `${person.name}${label}${unread}`;
}

/** Arrow keys move through the people cyclically, as in a group of radio buttons. */
function moveChoice(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const people = [...byId("people").children];
  const next = people.at((people.indexOf(event.currentTarget) + step) % people.length);
  next.focus();
  next.click();
}

function chatItems(me, open, now) {
  const chats = store.sandbox.bots.map((bot) => chatOf(me.id, bot.id)).filter(Boolean);
  const lastDate = (chat) => chat.messages.at(-1)?.date ?? 0;
  return chats
    .sort((one, other) => lastDate(other) - lastDate(one))
    .map((chat) => ({
      key: chat.bot_id,
      title: chat.title,
      about: store.sandbox.bots.find((bot) => bot.id === chat.bot_id).about[currentLanguage()],
      open: chat === open,
      unread: chat.unread,
      address: addressOf(me.id, chat.bot_id),
      preview: chat.action ? `${word(chat.action)}…` : preview(chat.messages.at(-1)),
      time: shortTime(chat.messages.at(-1), now),
    }));
}

function chatNode(chat) {
  return element(
    "li",
    {},
    element(
      "a",
      { class: "chat", href: chat.address, "aria-current": chat.open && "page", "data-focus": "chat" },
      avatar(chat.key, chat.title),
      element("span", { class: "chat-title" }, chat.title),
      element("time", {}, chat.time),
      element("span", { class: "chat-about" }, chat.about),
      element("span", { class: "chat-preview" }, chat.preview),
      badge(chat.unread),
    ),
  );
}

function badge(count) {
  if (!count) return null;
  return element("span", { class: "badge", "aria-label": `${word("unread")}: ${count}` }, String(count));
}

export function preview(message) {
  if (!message) return word("noMessages");
  if (message.sticker) return message.sticker.emoji;
  if (message.contact) return `${message.contact.first_name}, ${message.contact.phone_number}`;
  const file = message.photo ? `🖼 ${word("photo")}` : message.document ? `📎 ${message.document.file_name}` : "";
  return [file, message.text ?? message.caption].filter(Boolean).join(" · ");
}

function shortTime(message, now) {
  if (!message) return "";
  const at = message.date * 1000;
  const options = now - at < DAY_MS ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short" };
  return formatTime(at, store.sandbox.zone, options);
}
