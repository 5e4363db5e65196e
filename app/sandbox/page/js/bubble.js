/** Render one message: its bubble and the inline keyboard below it. */

import { press, write } from "./actions.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { openMiniApp } from "./mini_app.js";
import { richText } from "./rich_text.js";
import { preview } from "./sidebar.js";
import { showToast } from "./toasts.js";
import { currentLanguage, formatTime, word } from "./words.js";

const PHOTO_PX = 420;
/** Of the window's height, so that the text and the buttons under a photo are seen with it. */
const PHOTO_SHARE_DVH = 28;

/** Everything that the message's look depends on: equal items are rendered alike, see `renew`. */
export function messageItem(message, chat, zone, isLast) {
  const pressed = chat.pressed.filter((each) => each.message_id === message.message_id).map((each) => each.data);
  return { key: message.message_id, message, pressed, zone, isLast, title: chat.title, language: currentLanguage() };
}

/** Render an item. `chat` is a function that returns the chat's current state when something is clicked. */
export function messageNode(item, chat) {
  const { message } = item;
  const side = message.from_bot ? "theirs" : "mine";
  return element(
    "li",
    { class: `message ${side}${item.isLast ? " last" : ""}` },
    element("div", { class: `bubble ${kindOf(message)}` }, ...content(item, chat)),
    keyboard(item, chat),
  );
}

function kindOf(message) {
  if (message.sticker) return "sticker";
  return message.photo ? "with-photo" : "";
}

function content(item, chat) {
  const { message } = item;
  return [
    message.reply_to_message && quote(message.reply_to_message, item),
    message.photo && photo(message.photo.at(-1)),
    message.document && file(message.document),
    message.contact && contact(message.contact),
    message.sticker && element("span", { class: "emoji" }, message.sticker.emoji),
    messageText(message, chat),
    footnote(item),
  ].filter(Boolean);
}

function messageText(message, chat) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  const entities = message.entities ?? message.caption_entities;
  return element("div", { class: "text", dir: "auto" }, ...richText(text, entities, (command) => write(chat(), command)));
}

function footnote({ message, zone }) {
  const time = formatTime(message.date * 1000, zone, { hour: "2-digit", minute: "2-digit" });
  return element(
    "span",
    { class: "footnote" },
    message.silent ? element("span", { title: word("silent"), role: "img", "aria-label": word("silent") }, "🔕") : null,
    message.edit_date ? `${word("edited")} ` : null,
    element("time", {}, time),
  );
}

function quote(message, item) {
  const author = message.from.is_bot ? item.title : message.from.first_name;
  const show = () => document.querySelector(`#messages [data-key="${message.message_id}"]`)?.scrollIntoView({ block: "center" });
  return element("button", { type: "button", class: "quote", click: show }, element("b", {}, author), element("span", {}, preview(message)));
}

const fileAddress = (fileId) => `page/files/${fileId}`;

function photo(size) {
  const scale = Math.min(1, PHOTO_PX / size.width, PHOTO_PX / size.height);
  const width = `min(${Math.round(size.width * scale)}px, ${PHOTO_SHARE_DVH * (size.width / size.height)}dvh)`;
  const style = `width: ${width}; aspect-ratio: ${size.width} / ${size.height}`;
  const picture = element("img", { src: fileAddress(size.file_id), style, alt: word("photo") });
  return element("a", { class: "photo", href: fileAddress(size.file_id), target: "_blank" }, picture);
}

function file(document) {
  const ending = document.file_name.includes(".") ? document.file_name.split(".").at(-1) : "file";
  return element(
    "a",
    { class: "file", href: fileAddress(document.file_id), download: document.file_name },
    element("span", { class: "file-kind", "aria-hidden": "true" }, ending.slice(0, 4)),
    element("span", { class: "file-name" }, document.file_name),
    element("span", { class: "file-size" }, formatSize(document.file_size)),
  );
}

function formatSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

function contact({ first_name: name, phone_number: phone }) {
  return element("div", { class: "contact" }, element("span", { class: "file-kind" }, icon("phone")), element("b", {}, name), element("span", {}, phone));
}

function keyboard({ message, pressed }, chat) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  const nodes = rows.map((row, rowIndex) =>
    element(
      "div",
      { class: "row" },
      ...row.map((button, index) => inlineButton(button, `${rowIndex}-${index}`, message, pressed, chat)),
    ),
  );
  return element("div", { class: "keyboard" }, ...nodes);
}

function inlineButton(button, place, message, pressed, chat) {
  const attributes = { class: `key ${button.style ?? ""}`, "data-focus": place };
  if (button.url) {
    return element("a", { ...attributes, href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text, icon("link"));
  }
  if (button.web_app) {
    return element("button", { ...attributes, type: "button", click: () => openMiniApp(chat(), button.web_app.url) }, button.text, icon("app"));
  }
  if (button.copy_text) {
    return element("button", { ...attributes, type: "button", click: () => copy(button.copy_text.text) }, button.text, icon("copy"));
  }
  const busy = pressed.includes(button.callback_data);
  const click = () => busy || press(chat(), message.message_id, button.callback_data);
  return element("button", { ...attributes, type: "button", "aria-busy": String(busy), click }, button.text);
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  showToast(word("copied"));
}
