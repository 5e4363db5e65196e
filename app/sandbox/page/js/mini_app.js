/** A Mini App in a frame over the chat, and Telegram's side of the protocol between them. */

import { launchMiniApp } from "./actions.js";
import { paintAvatar } from "./avatar.js";
import { byId, element } from "./dom.js";
import { icon } from "./icons.js";
import { METHODS } from "./mini_app_methods.js";
import { ask } from "./popup.js";
import { chatOf, place } from "./store.js";
import { colour, currentTheme, readableOn, switchTheme, themeParams } from "./theme.js";
import { word } from "./words.js";

/** The supported version of the Mini App protocol. */
const VERSION = "8.0";
const VIBRATES_MS = 1500;

/** The permissions that Telegram's web clients give a Mini App's frame. */
const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-forms allow-modals";
const ALLOW = "clipboard-write";

/** The open Mini App and the state that it has requested. */
class MiniApp {
  ready = false;
  expanded = false;
  hasBack = false;
  hasSettings = false;
  asksBeforeClosing = false;
  mainButton = {};
  colours = { header: "bg_color", background: "bg_color", bottom: "bottom_bar_bg_color" };

  constructor(chat, url, initData) {
    this.key = { person: chat.person_id, bot: chat.bot_id };
    this.origin = new URL(url).origin;
    this.frame = element("iframe", { src: launchAddress(url, initData), title: chat.title, sandbox: SANDBOX, allow: ALLOW });
  }

  get chat() {
    return chatOf(this.key.person, this.key.bot);
  }

  post(eventType, eventData) {
    // A popup may still be open after its Mini App was closed: then there is no window.
    this.frame.contentWindow?.postMessage(JSON.stringify({ eventType, eventData }), this.origin);
  }

  postViewport() {
    const { clientWidth: width, clientHeight: height } = this.frame;
    this.post("viewport_changed", { width, height, is_expanded: this.expanded, is_state_stable: true });
  }

  vibrate(kind) {
    const mark = element("span", { role: "img", "aria-label": `${word("vibrates")}: ${kind}` }, `📳 ${kind}`);
    byId("haptic").replaceChildren(mark);
    setTimeout(() => mark.remove(), VIBRATES_MS);
  }

  close() {
    this.frame.remove();
    byId("mini-app").close();
    app = null;
  }
}

let app = null;

/** Telegram passes the launch parameters in the fragment of the Mini App's address. */
function launchAddress(url, initData) {
  const address = new URL(url);
  const launch = new URLSearchParams({
    tgWebAppData: initData,
    tgWebAppVersion: VERSION,
    tgWebAppPlatform: "weba",
    tgWebAppThemeParams: JSON.stringify(themeParams()),
  });
  address.hash = address.hash ? `${address.hash}&${launch}` : launch;
  return address;
}

export async function openMiniApp(chat, url) {
  const launch = await launchMiniApp(chat);
  if (!launch) return;
  app?.close();
  app = new MiniApp(chat, url, launch.init_data);
  byId("mini-app-body").prepend(app.frame);
  // Not modal: the clock above it and the chat beside it go on working, as beside Telegram's own window.
  byId("mini-app").show();
  showMiniApp();
}

/** Show the frame with the state that the Mini App requested. As in Telegram, it closes when another chat is opened. */
export function showMiniApp() {
  if (!app) return;
  if (place().chat !== app.chat) {
    app.close();
    return;
  }
  byId("mini-app").classList.toggle("expanded", app.expanded);
  showHead();
  byId("mini-app-waiting").hidden = app.ready;
  paintAvatar(byId("mini-app-avatar"), app.chat.bot_id, app.chat.title);
  showMainButton();
  showColours();
}

function showHead() {
  byId("mini-app-title").textContent = app.chat.title;
  byId("mini-app-back").hidden = !app.hasBack;
  byId("mini-app-settings").hidden = !app.hasSettings;
  byId("mini-app-theme").replaceChildren(icon(currentTheme() === "dark" ? "sun" : "moon"));
}

function showMainButton() {
  const { text, is_visible: visible, is_active: active = true, is_progress_visible: busy = false } = app.mainButton;
  const button = byId("main-button");
  button.hidden = !visible || !text;
  button.disabled = !active;
  button.setAttribute("aria-busy", String(busy));
  button.textContent = text ?? "";
  button.style.color = app.mainButton.text_color ?? colour("button_text_color");
  button.style.background = app.mainButton.color ?? colour("button_color");
}

function showColours() {
  const { style } = byId("mini-app");
  style.colorScheme = currentTheme();
  for (const [part, name] of Object.entries(app.colours)) style.setProperty(`--${part}`, colour(name));
  style.setProperty("--on-header", readableOn(colour(app.colours.header)));
}

function handleEvent(event) {
  if (!app || event.source !== app.frame.contentWindow) return;
  const { eventType, eventData } = JSON.parse(event.data);
  METHODS[eventType]?.(app, eventData);
  showMiniApp();
}

async function confirmClosing() {
  if (app.asksBeforeClosing && (await ask(closingQuestion())) !== "close") return;
  app?.close();
}

const closingQuestion = () => ({
  title: app.chat.title,
  message: word("changesMayBeLost"),
  buttons: [{ id: "close", type: "destructive", text: word("closeAnyway") }, { id: "stay", type: "cancel" }],
});

function changeTheme() {
  switchTheme();
  app.post("theme_changed", { theme_params: themeParams() });
  showMiniApp();
}

export function startMiniApp() {
  addEventListener("message", handleEvent);
  new ResizeObserver(() => app?.ready && app.postViewport()).observe(byId("mini-app-body"));
  byId("mini-app-close").addEventListener("click", confirmClosing);
  byId("mini-app-theme").addEventListener("click", changeTheme);
  byId("mini-app-back").addEventListener("click", () => app.post("back_button_pressed"));
  byId("mini-app-settings").addEventListener("click", () => app.post("settings_button_pressed"));
  byId("main-button").addEventListener("click", () => app.post("main_button_pressed"));
  byId("mini-app").addEventListener("keydown", (event) => event.key === "Escape" && confirmClosing());
}
