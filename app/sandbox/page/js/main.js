/** The chat page. After each change every part is rendered again; unchanged nodes are kept. */

import { showBeside, startBeside } from "./beside.js";
import { showClock, startClock } from "./clock.js";
import { showComposer, startComposer } from "./composer.js";
import { showConversation, startConversation } from "./conversation.js";
import { byId } from "./dom.js";
import { icon } from "./icons.js";
import { showMiniApp, startMiniApp } from "./mini_app.js";
import { showSettings, startSettings } from "./settings.js";
import { showSidebar } from "./sidebar.js";
import { listen, onChange, place, sandboxNow, store } from "./store.js";
import { showNewToasts } from "./toasts.js";

function show() {
  byId("connection").hidden = store.connected;
  if (!store.sandbox) return;
  showSettings();
  showClock();
  showSidebar(sandboxNow());
  showConversation();
  showComposer();
  showMiniApp();
  showBeside();
  const { me } = place();
  for (const chat of store.chats.values()) if (chat.person_id === me.id) showNewToasts(chat);
}

/** Open a menu beside its button. */
function placeMenu(menu, button) {
  const at = button.getBoundingClientRect();
  const below = at.top < innerHeight / 2;
  menu.style.inset = "auto";
  menu.style.right = `${Math.max(8, innerWidth - at.right)}px`;
  menu.style[below ? "top" : "bottom"] = `${below ? at.bottom + 6 : innerHeight - at.top + 6}px`;
}

/** Move a menu that would lie partly outside of the window. */
function keepInside(menu) {
  const beyond = 8 - menu.getBoundingClientRect().left;
  if (beyond > 0) menu.style.right = `${parseFloat(menu.style.right) - beyond}px`;
}

for (const node of document.querySelectorAll("[data-icon]")) node.append(icon(node.dataset.icon));
for (const button of document.querySelectorAll("[popovertarget]")) {
  const menu = byId(button.getAttribute("popovertarget"));
  menu.addEventListener("beforetoggle", () => placeMenu(menu, button));
  menu.addEventListener("toggle", () => keepInside(menu));
}
startBeside();
startClock();
startConversation();
startComposer();
startMiniApp();
startSettings();
onChange(show);
listen();
