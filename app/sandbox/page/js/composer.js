/** The bottom of the chat: the text field, commands, attachments and the bot's reply keyboard. */

import { restart, sendContact, sendFile, sendSticker, tap, write } from "./actions.js";
import { isBeside } from "./beside.js";
import { byId, element, renew } from "./dom.js";
import { icon } from "./icons.js";
import { openMiniApp } from "./mini_app.js";
import { preview } from "./sidebar.js";
import { place } from "./store.js";
import { word } from "./words.js";

const STICKERS = ["👍", "❤️", "🎉", "😊", "🤔", "🙏"];

let key = null;
let commandsOpen = false;
let dismissed = 0;

export function showComposer() {
  const { chat } = place();
  if (!chat) {
    key = null;
    return;
  }
  const opened = key !== `${chat.person_id}/${chat.bot_id}`;
  if (opened) commandsOpen = false;
  key = `${chat.person_id}/${chat.bot_id}`;
  const silent = chat.blocked || !chat.started;
  byId("composer").hidden = silent;
  byId("start").hidden = !silent;
  byId("start").textContent = word(chat.blocked ? "restart" : "start");
  showMenuButton(chat);
  showCommands(chat);
  showReplyKeyboard(chat);
  showReplying(chat);
  byId("words").placeholder = placeholder(chat);
  if (opened) focusOn(silent ? byId("start") : byId("words"));
}

/** Focus the element, but not on touch screens (a keyboard would open), nor while arrow keys move through the people, nor
 * from the frame of the second chat while the person is in the first. */
function focusOn(node) {
  if (isBeside && !document.hasFocus()) return;
  const choosingPerson = byId("people").contains(document.activeElement);
  if (!choosingPerson && matchMedia("(hover: hover)").matches) node.focus({ preventScroll: true });
}

function placeholder(chat) {
  const markup = chat.messages.at(-1)?.force_reply ?? chat.reply_keyboard;
  return markup?.input_field_placeholder ?? word("message");
}

function showMenuButton(chat) {
  const button = byId("menu-button");
  const isApp = chat.menu_button.type === "web_app";
  button.hidden = !isApp && !chat.commands.length;
  const text = isApp ? chat.menu_button.text : word("menu");
  // A narrow page shows the icon alone.
  button.setAttribute("aria-label", text);
  button.replaceChildren(icon(isApp ? "app" : "list"), element("span", {}, text));
}

/** Show all commands after a click on the menu button, or the matching ones while a slash is typed. */
function showCommands(chat) {
  const typed = byId("words").value;
  const found = chat.commands.filter((each) => commandsOpen || (typed.startsWith("/") && `/${each.command}`.startsWith(typed)));
  byId("commands").hidden = !found.length;
  renew(byId("commands"), found.map((each) => ({ key: each.command, ...each })), commandNode);
}

function commandNode({ command, description }) {
  const click = () => {
    commandsOpen = false;
    byId("words").value = "";
    write(place().chat, `/${command}`);
  };
  return element("li", {}, element("button", { type: "button", click }, element("b", {}, `/${command}`), element("span", {}, description)));
}

function showReplyKeyboard(chat) {
  const rows = chat.reply_keyboard?.keyboard ?? [];
  byId("reply-keyboard").hidden = !rows.length || chat.blocked;
  renew(byId("reply-keyboard"), rows.map((row, index) => ({ key: index, row })), ({ row }) =>
    element("div", { class: "row" }, ...row.map(replyKey)),
  );
}

function replyKey(button) {
  const click = () => (button.web_app ? openMiniApp(place().chat, button.web_app.url) : tap(place().chat, button.text));
  return element("button", { type: "button", class: "key", click }, button.text, button.request_contact ? icon("phone") : null);
}

/** The newest message if the bot asked for a reply to it (ForceReply) and the person has not dismissed that. */
const repliedTo = (chat) => {
  const message = chat.messages.at(-1);
  return message?.force_reply && message.message_id !== dismissed ? message : null;
};

function showReplying(chat) {
  const message = repliedTo(chat);
  byId("replying").hidden = !message;
  if (!message) return;
  const click = () => {
    dismissed = message.message_id;
    showComposer();
  };
  const close = element("button", { type: "button", class: "round", "aria-label": word("cancelReply"), click }, "×");
  byId("replying").replaceChildren(element("b", {}, chat.title), element("span", {}, preview(message)), close);
}

function send() {
  const { chat } = place();
  const text = takeText();
  if (text) write(chat, text, repliedTo(chat)?.message_id);
}

/** Empty the text field, and return what was in it. */
function takeText() {
  const text = byId("words").value.trim();
  if (!text) return "";
  byId("words").value = "";
  byId("words").focus();
  byId("words").dispatchEvent(new Event("input"));
  return text;
}

/** As in Telegram, what is in the text field becomes the caption: that of the first file. */
function sendFiles() {
  const { chat } = place();
  for (const file of byId("file").files) sendFile(chat, file, takeText());
  byId("file").value = "";
}

function fitHeight() {
  const field = byId("words");
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

function attach(send) {
  byId("attach").hidePopover();
  send(place().chat);
}

function toggleMenu() {
  const { chat } = place();
  if (chat.menu_button.type === "web_app") {
    openMiniApp(chat, chat.menu_button.web_app.url);
    return;
  }
  commandsOpen = !commandsOpen;
  showCommands(chat);
}

function closeCommands(event) {
  if (!commandsOpen || event.target.closest("#menu-button, #commands")) return;
  commandsOpen = false;
  showComposer();
}

export function startComposer() {
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  byId("words").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  byId("words").addEventListener("input", () => {
    fitHeight();
    showCommands(place().chat);
  });
  byId("start").addEventListener("click", () => {
    const { chat } = place();
    if (chat.blocked) restart(chat);
    else write(chat, "/start");
  });
  byId("menu-button").addEventListener("click", toggleMenu);
  document.addEventListener("click", closeCommands);
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeCommands({ target: document.body }));
  byId("attach-file").addEventListener("click", () => attach(() => byId("file").click()));
  byId("attach-contact").addEventListener("click", () => attach(sendContact));
  byId("stickers").append(
    ...STICKERS.map((emoji) => element("button", { type: "button", click: () => attach((chat) => sendSticker(chat, emoji)) }, emoji)),
  );
  byId("file").addEventListener("change", sendFiles);
}
