/** Telegram's popup: a modal question with one to three buttons. */

import { element } from "./dom.js";
import { word } from "./words.js";

/** Show a popup with the parameters of `web_app_open_popup`. Resolves to the pressed button's id, or to undefined. */
export function ask({ title, message, buttons }) {
  return new Promise((resolve) => {
    let pressed;
    const keys = buttons.map(({ id, type, text }) =>
      element("button", { class: type, click: () => { pressed = id; } }, text ?? word(type)),
    );
    const popup = element(
      "dialog",
      { class: "alert", "aria-label": title || message },
      title ? element("h2", {}, title) : null,
      element("p", {}, message),
      element("form", { method: "dialog" }, ...keys),
    );
    popup.addEventListener("close", () => {
      popup.remove();
      resolve(pressed);
    });
    document.body.append(popup);
    popup.showModal();
  });
}
