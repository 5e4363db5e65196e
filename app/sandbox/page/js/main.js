/** The chat page: everything is shown anew, where it differs, after each change. */

import { showClock, startClock } from "./clock.js";
import { showComposer, startComposer } from "./composer.js";
import { showConversation, startConversation } from "./conversation.js";
import { byId } from "./dom.js";
import { icon } from "./icons.js";
import { showMiniApp, startMiniApp } from "./mini_app.js";
import { showSettings } from "./settings.js";
import { showSidebar } from "./sidebar.js";
import { listen, onChange, place, sandboxNow, store } from "./store.js";
import { showNews } from "./toasts.js";

function show() {
  byId("connection").hidden = store.connected;
  if (!store.world) return;
  showSettings();
  showClock();
  showSidebar(sandboxNow());
  showConversation();
  showComposer();
  showMiniApp();
  const { me } = place();
  for (const chat of store.chats.values()) if (chat.person_id === me.id) showNews(chat);
}

/** A menu opens beside its button, inside the window. */
function placeMenu(menu, button) {
  const at = button.getBoundingClientRect();
  const below = at.top < innerHeight / 2;
  menu.style.inset = "auto";
  menu.style.right = `${Math.max(8, innerWidth - at.right)}px`;
  menu.style[below ? "top" : "bottom"] = `${below ? at.bottom + 6 : innerHeight - at.top + 6}px`;
}

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
startClock();
startConversation();
startComposer();
startMiniApp();
onChange(show);
listen();
