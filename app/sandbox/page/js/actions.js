/** The person's actions, as requests to the sandbox. Their effects arrive through the event stream. */

import { showToast } from "./toasts.js";
import { word } from "./words.js";

/** Post to the sandbox. Resolves to the response, or to null after a failure, which is shown as a toast. */
async function post(path, body) {
  const options = body instanceof FormData ? { body } : { body: JSON.stringify(body ?? {}), headers: { "content-type": "application/json" } };
  const response = await fetch(`page${path}`, { method: "POST", ...options }).catch(() => null);
  if (response?.ok) return response;
  showToast(word("failed"));
  return null;
}

const inChat = (chat) => `/chats/${chat.bot_id}/${chat.person_id}`;

export const write = (chat, text, replyTo = null) => post(`${inChat(chat)}/messages`, { text, reply_to: replyTo });
export const press = (chat, messageId, data) => post(`${inChat(chat)}/presses`, { message_id: messageId, data });
export const tap = (chat, text) => post(`${inChat(chat)}/taps`, { text });
export const sendSticker = (chat, emoji) => post(`${inChat(chat)}/stickers`, { emoji });
export const sendContact = (chat) => post(`${inChat(chat)}/contact`);
export const markRead = (chat) => post(`${inChat(chat)}/read`);
export const block = (chat) => post(`${inChat(chat)}/block`);
export const unblock = (chat) => post(`${inChat(chat)}/unblock`);

/** As in Telegram, the button of a blocked chat unblocks the bot and sends /start. */
export async function restart(chat) {
  await unblock(chat);
  await write(chat, "/start");
}

export function sendFile(chat, file, caption) {
  const form = new FormData();
  form.append("file", file);
  form.append("caption", caption);
  return post(`${inChat(chat)}/files`, form);
}

/** Move the clock. Resolves when the work that became due on the way is done. */
export const moveClock = (move) => post("/clock", move);
/** Delete all chats and bookings. The page loads again when the sandbox is back. */
export const reset = () => post("/reset");
export const changeMode = (mode) => post("/mode", { mode });

/** The launch parameters of a Mini App of this chat's bot (`init_data`), or null after a failure. */
export const launchMiniApp = async (chat) => (await post(`${inChat(chat)}/mini_app`))?.json() ?? null;
