/** What the person at the page does. Its effect comes back through the stream. */

import { showToast } from "./toasts.js";
import { word } from "./words.js";

/** Answers the response, or null when the sandbox did not take it; the person is told then. */
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

/** Telegram's button at the foot of a blocked chat unblocks the bot and greets it. */
export async function restart(chat) {
  await unblock(chat);
  await write(chat, "/start");
}

export function sendFile(chat, file) {
  const form = new FormData();
  form.append("file", file);
  return post(`${inChat(chat)}/files`, form);
}

/** Move the clock; done when the bots have done all that became due on the way. */
export const moveClock = (move) => post("/clock", move);
export const changeMood = (mood) => post("/mood", { mood });

/** Answers what a Mini App of this chat's bot is to know of the person, signed; null when the sandbox is not there. */
export const launchMiniApp = async (chat) => (await post(`${inChat(chat)}/mini_app`))?.json() ?? null;
