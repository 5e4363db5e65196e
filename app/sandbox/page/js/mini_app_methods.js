/**
 * The methods that a Mini App may call (https://docs.telegram-mini-apps.com/platform/methods). Each function gets the
 * open Mini App, which it may change, and the call's data. Unknown methods are ignored, as in Telegram.
 */

import { ask } from "./popup.js";
import { addressOf, store } from "./store.js";
import { themeParams } from "./theme.js";
import { showToast } from "./toasts.js";
import { word } from "./words.js";

const NO_INSETS = { top: 0, right: 0, bottom: 0, left: 0 };
const THIN_SCROLLBAR = "* { scrollbar-width: thin; }";

export const METHODS = {
  iframe_ready: (app) => app.post("set_custom_style", THIN_SCROLLBAR),
  web_app_ready: (app) => { app.ready = true; },
  web_app_expand: (app) => { app.expanded = true; },
  web_app_close: (app) => app.close(),

  web_app_setup_main_button: (app, button) => Object.assign(app.mainButton, button),
  web_app_setup_back_button: (app, button) => { app.hasBack = button.is_visible; },
  web_app_setup_settings_button: (app, button) => { app.hasSettings = button.is_visible; },
  web_app_setup_closing_behavior: (app, behaviour) => { app.asksBeforeClosing = behaviour.need_confirmation; },

  web_app_set_header_color: (app, { color_key: key, color }) => { app.colours.header = key ?? color; },
  web_app_set_background_color: (app, { color }) => { app.colours.background = color; },
  web_app_set_bottom_bar_color: (app, { color }) => { app.colours.bottom = color; },

  web_app_request_theme: (app) => app.post("theme_changed", { theme_params: themeParams() }),
  web_app_request_viewport: (app) => app.postViewport(),
  web_app_request_safe_area: (app) => app.post("safe_area_changed", NO_INSETS),
  web_app_request_content_safe_area: (app) => app.post("content_safe_area_changed", NO_INSETS),

  web_app_request_write_access: (app) => app.post("write_access_requested", { status: mayWrite(app.chat) }),
  web_app_trigger_haptic_feedback: (app, haptic) => app.vibrate(haptic.notification_type ?? haptic.impact_style ?? haptic.type),
  web_app_open_link: (app, { url }) => open(url, "_blank", "noopener"),
  web_app_open_tg_link: openTelegramLink,

  async web_app_open_popup(app, popup) {
    app.post("popup_closed", { button_id: await ask(popup) });
  },
};

/** A Mini App is opened from a chat that was started, so the bot may write unless the person has blocked it since. */
const mayWrite = (chat) => (chat.blocked ? "cancelled" : "allowed");

/** As in Telegram, close the Mini App and open the link. */
function openTelegramLink(app, { path_full: path }) {
  app.close();
  const name = path.split(/[/?]/)[1];
  const bot = store.sandbox.bots.find((each) => each.username === name);
  if (bot) location.hash = addressOf(app.chat.person_id, bot.id);
  else showToast(`${word("opens")} t.me${path}`);
}
