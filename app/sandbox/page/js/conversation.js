/** The right column: the open chat. */

import { block, markRead, unblock } from "./actions.js";
import { paintAvatar } from "./avatar.js";
import { messageItem, messageNode } from "./bubble.js";
import { byId, element, renew } from "./dom.js";
import { addressOf, notifyListeners, place, sandboxNow, store } from "./store.js";
import { formatTime, word } from "./words.js";

const NEAR_END_PX = 120;
const GROUP_MS = 10 * 60_000;

let shown = { key: null, newest: 0 };
let actionTimer = 0;
let following = true;
let lastTop = 0;

export function showConversation() {
  const { me, chat } = place();
  byId("layout").classList.toggle("in-chat", Boolean(chat));
  byId("conversation").hidden = !chat;
  byId("nothing").hidden = Boolean(chat);
  if (!chat) {
    shown = { key: null, newest: 0 };
    return;
  }
  showHead(chat, me);
  showMessages(chat);
  if (chat.unread && document.visibilityState === "visible") markRead(chat);
}

function showHead(chat, me) {
  byId("back").href = addressOf(me.id);
  byId("chat-title").textContent = chat.title;
  byId("chat-avatar").className = "";
  paintAvatar(byId("chat-avatar"), chat.bot_id, chat.title);
  const status = byId("chat-status");
  const acting = isActing(chat);
  status.textContent = acting ? `${word(chat.action)}…` : chat.blocked ? word("blocked") : word("bot");
  status.classList.toggle("acting", acting);
  byId("block-button").textContent = word(chat.blocked ? "unblock" : "block");
  clearTimeout(actionTimer);
  if (acting) actionTimer = setTimeout(notifyListeners, chat.action_ends - sandboxNow() + 50);
}

const isActing = (chat) => Boolean(chat.action) && chat.action_ends > sandboxNow();

function showMessages(chat) {
  const key = `${chat.person_id}/${chat.bot_id}`;
  const newest = chat.messages.at(-1)?.message_id ?? 0;
  const opened = key !== shown.key;
  const mineIsNew = newest !== shown.newest && chat.messages.at(-1)?.from_bot === false;
  renew(byId("messages"), [...items(chat)], (item) => itemNode(item));
  if (opened || mineIsNew || following) scrollToEnd(opened);
  shown = { key, newest };
}

function* items(chat) {
  const { zone } = store.sandbox;
  if (!chat.messages.length) yield { key: "about", description: chat.description, title: word("whatCanThisBotDo") };
  let day = "";
  for (const [index, message] of chat.messages.entries()) {
    const itsDay = formatTime(message.date * 1000, zone, { weekday: "short", day: "numeric", month: "long" });
    if (itsDay !== day) yield { key: `day ${message.message_id}`, day: itsDay };
    day = itsDay;
    yield messageItem(message, chat, zone, endsGroup(message, chat.messages[index + 1]));
  }
  if (isActing(chat)) yield { key: "action", acting: true };
}

function endsGroup(message, next) {
  return !next || next.from_bot !== message.from_bot || (next.date - message.date) * 1000 > GROUP_MS;
}

function itemNode(item) {
  if (item.message) return messageNode(item, () => place().chat);
  if (item.day) return element("li", { class: "day" }, element("span", {}, item.day));
  if (item.acting) return element("li", { class: "message theirs last", "aria-hidden": "true" }, dots());
  return element("li", { class: "about" }, element("b", {}, item.title), element("p", {}, item.description ?? word("noMessages")));
}

function dots() {
  return element("div", { class: "bubble dots" }, element("i"), element("i"), element("i"));
}

function scrollToEnd(atOnce) {
  following = true;
  const instant = atOnce || matchMedia("(prefers-reduced-motion: reduce)").matches;
  byId("scroll").scrollTo({ top: byId("scroll").scrollHeight, behavior: instant ? "instant" : "smooth" });
}

/** Keep the newest message in view until the person scrolls up. */
function updateFollowing() {
  const { scrollTop, scrollHeight, clientHeight } = byId("scroll");
  const nearEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  following = nearEnd || (following && scrollTop >= lastTop);
  lastTop = scrollTop;
  byId("to-end").hidden = following;
}

export function startConversation() {
  byId("scroll").addEventListener("scroll", updateFollowing);
  byId("to-end").addEventListener("click", () => scrollToEnd(false));
  // A keyboard that opens below makes the list shorter: the newest message must stay in view.
  new ResizeObserver(() => following && scrollToEnd(true)).observe(byId("scroll"));
  document.addEventListener("visibilitychange", showConversation);
  byId("block-button").addEventListener("click", () => {
    const { chat } = place();
    byId("chat-menu").hidePopover();
    (chat.blocked ? unblock : block)(chat);
  });
}
