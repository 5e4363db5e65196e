/** The settings menu: the Bot API's mode and the page's language. */

import { changeMode, reset } from "./actions.js";
import { byId, element, renew } from "./dom.js";
import { ask } from "./popup.js";
import { notifyListeners, store } from "./store.js";
import { chooseLanguage, currentLanguage, LANGUAGES, word } from "./words.js";

const MODES = ["normal", "slow", "failing", "limited"];
const NAMES = {
  back: "back",
  "chat-menu-button": "chatMenu",
  "settings-button": "settings",
  "attach-button": "attach",
  send: "send",
  "to-end": "toEnd",
  stickers: "stickers",
  "clock-panel": "moveTo",
  "mini-app-back": "goBack",
  "mini-app-theme": "theme",
  "mini-app-settings": "appSettings",
  "mini-app-close": "close",
};

export function showSettings() {
  if (!store.sandbox) return;
  const { mode } = store.sandbox;
  const language = currentLanguage();
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-words]")) node.textContent = word(node.dataset.words);
  for (const [id, name] of Object.entries(NAMES)) byId(id).setAttribute("aria-label", word(name));
  byId("reset").hidden = !store.sandbox.can_reset;
  byId("settings-button").classList.toggle("not-normal", mode !== "normal");
  showChoices("modes", MODES.map((each) => ({ key: each, text: word(each), chosen: each === mode })), changeMode);
  const languages = Object.entries(LANGUAGES).map(([key, text]) => ({ key, text, chosen: key === language }));
  showChoices("languages", languages, (chosen) => {
    chooseLanguage(chosen);
    notifyListeners();
  });
}

async function askToReset() {
  byId("settings").hidePopover();
  const buttons = [{ id: "reset", type: "destructive", text: word("resetYes") }, { id: "stay", type: "cancel" }];
  if ((await ask({ title: word("resetQuestion"), message: word("resetMeans"), buttons })) === "reset") reset();
}

export function startSettings() {
  // The second chat follows the language that is chosen in the page around it.
  addEventListener("storage", ({ key, newValue }) => {
    if (key !== "language" || !newValue) return;
    chooseLanguage(newValue);
    notifyListeners();
  });
  byId("reset").addEventListener("click", askToReset);
}

function showChoices(id, choices, choose) {
  const box = byId(id);
  const list = box.querySelector(".choices") ?? box.appendChild(element("div", { class: "choices" }));
  renew(list, choices, ({ key, text, chosen }) =>
    element(
      "label",
      {},
      element("input", { type: "radio", name: id, checked: chosen, "data-focus": key, change: () => choose(key) }),
      text,
    ),
  );
}
