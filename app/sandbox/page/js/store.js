/** What the page knows: all of it comes from the sandbox's stream, and from the address after the #. */

export const store = { world: null, chats: new Map(), connected: false };

const listeners = [];
let clockAhead = 0;

/** Call `listener` after every change. */
export const onChange = (listener) => listeners.push(listener);

export const tellAll = () => listeners.forEach((listener) => listener());

/** The sandbox's present instant in milliseconds. */
export const sandboxNow = () => Date.now() + clockAhead;

export const chatOf = (personId, botId) => store.chats.get(`${personId}/${botId}`);

/** Who sits at the page, and with which bot the open chat is (null: none). The address `#101/7001` says it. */
export function place() {
  const [personId, botId] = location.hash.slice(1).split("/").map(Number);
  const me = store.world?.people.find((person) => person.id === personId) ?? store.world?.people[0];
  return { me, chat: (me && chatOf(me.id, botId)) ?? null };
}

export const addressOf = (personId, botId) => `#${personId}${botId ? `/${botId}` : ""}`;

export function listen() {
  const stream = new EventSource("page/events");
  stream.addEventListener("open", () => setConnected(true));
  stream.addEventListener("error", () => setConnected(false));
  stream.addEventListener("world", (event) => {
    store.world = JSON.parse(event.data);
    clockAhead = store.world.now - Date.now();
    tellSoon();
  });
  stream.addEventListener("chat", (event) => {
    const chat = JSON.parse(event.data);
    store.chats.set(`${chat.person_id}/${chat.bot_id}`, chat);
    tellSoon();
  });
  addEventListener("hashchange", tellAll);
}

function setConnected(connected) {
  store.connected = connected;
  tellAll();
}

let told = true;

/** Several events that come together are one change. */
function tellSoon() {
  if (told) setTimeout(() => { told = true; tellAll(); });
  told = false;
}
