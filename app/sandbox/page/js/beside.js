/** On a wide screen a second chat beside the open one, so that an alert is seen to arrive: this page again, in a frame. */

import { byId, element } from "./dom.js";
import { addressOf, place, store } from "./store.js";
import { word } from "./words.js";

/** Whether this page is the one in the frame. It has no bar: the clock and the settings are those of the page around. */
export const isBeside = new URLSearchParams(location.search).has("beside");

const wide = matchMedia("(width >= 1400px)");
let frame = null;
let shown = null;

/** Show the same venue's chat of another person: of an admin beside a guest, of a guest beside an admin. */
export function showBeside() {
  const { me, chat } = place();
  if (isBeside || !chat || !wide.matches) {
    frame?.remove();
    frame = shown = null;
    return;
  }
  if (!frame) frame = byId("layout").appendChild(element("iframe", { class: "beside" }));
  frame.title = word("beside");
  if (addressOf(me.id, chat.bot_id) !== shown) open(otherPerson(me), chat.bot_id);
  shown = addressOf(me.id, chat.bot_id);
}

/** The person who is open there already, unless that is this page's. */
function otherPerson(me) {
  const label = me.label === "admin" ? "guest" : "admin";
  const other = store.sandbox.people.find((person) => person.id !== me.id && person.label === label) ?? me;
  const open = Number(frame.contentWindow.location.hash.slice(1).split("/")[0]);
  return open && open !== me.id ? open : other.id;
}

/** Without an entry in the browser's history, which would be that of the page around, too. */
function open(personId, botId) {
  frame.contentWindow.location.replace(new URL(`?beside${addressOf(personId, botId)}`, location.href));
}

export function startBeside() {
  document.documentElement.classList.toggle("is-beside", isBeside);
  wide.addEventListener("change", showBeside);
}
