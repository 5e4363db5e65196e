/** Render Telegram's entities. Text becomes text nodes only, so that a bot cannot inject markup. */

import { element } from "./dom.js";
import { showToast } from "./toasts.js";
import { word } from "./words.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
};

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** The nodes of a text. `onCommand` is called with the text of a command that is clicked. */
export function richText(text, entities, onCommand) {
  return nodesBetween(text, 0, text.length, outermostFirst(entities ?? []), onCommand);
}

/** Offsets count UTF-16 units, as JavaScript's strings do. */
function nodesBetween(text, start, end, entities, onCommand) {
  const nodes = [];
  let at = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const entityEnd = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || entityEnd <= at) continue;
    const inside = entities.slice(index + 1).filter((each) => each.offset < entityEnd);
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const content = nodesBetween(text, entity.offset, entityEnd, inside, onCommand);
    nodes.push(wrap(entity, text.slice(entity.offset, entityEnd), content, onCommand));
    // A block element already ends its line: skip the newline after it.
    at = BLOCKS.has(entity.type) && text[entityEnd] === "\n" ? entityEnd + 1 : entityEnd;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function outermostFirst(entities) {
  return [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length);
}

function wrap(entity, text, content, onCommand) {
  switch (entity.type) {
    case "url":
      return link(text, content);
    case "text_link":
      return link(entity.url, content);
    case "text_mention":
      return action(() => showToast(`${word("chatWith")} ${entity.user.first_name}`), content);
    case "bot_command":
      return action(() => onCommand(text), content);
    case "spoiler":
      return spoiler(content);
    case "expandable_blockquote":
      return element("blockquote", { class: "expandable", tabindex: "0", click: expand }, ...content);
    default:
      return element(TAGS[entity.type] ?? "span", {}, ...content);
  }
}

function link(url, content) {
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...content);
}

function action(click, content) {
  return element("button", { type: "button", class: "link", click }, ...content);
}

function spoiler(content) {
  const node = element("span", { class: "spoiler", role: "button", tabindex: "0" }, ...content);
  const reveal = () => node.classList.add("shown");
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => event.key === "Enter" && reveal());
  return node;
}

function expand(event) {
  event.currentTarget.classList.toggle("open");
}
