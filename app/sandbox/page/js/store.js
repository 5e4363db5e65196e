/** The page's state: the data of the sandbox's event stream, and the choice in the address's fragment. */

export const store = { sandbox: null, chats: new Map(), connected: false };

const listeners = [];
let clockAhead = 0;

/** Call `listener` after every change. */
export const onChange = (listener) => listeners.push(listener);

export const notifyListeners = () => listeners.forEach((listener) => listener());

/** The sandbox's current time, in milliseconds since the epoch. */
export const sandboxNow = () => Date.now() + clockAhead;

export const chatOf = (personId, botId) => store.chats.get(`${personId}/${botId}`);

/** The chosen person and the open chat (null: none), from the address: `#101/7001` is a person's and a bot's id. */
export function place() {
  const [personId, botId] = location.hash.slice(1).split("/").map(Number);
  const me = store.sandbox?.people.find((person) => person.id === personId) ?? store.sandbox?.people[0];
  return { me, chat: (me && chatOf(me.id, botId)) ?? null };
}

export const addressOf = (personId, botId) => `#${personId}${botId ? `/${botId}` : ""}`;

export function listen() {
  const stream = new EventSource("page/events");
  stream.addEventListener("open", () => setConnected(true));
  stream.addEventListener("error", () => setConnected(false));
  stream.addEventListener("sandbox", (event) => {
    const sandbox = JSON.parse(event.data);
    // It was started again, perhaps from another release and with empty chats.
    if (store.sandbox && store.sandbox.run !== sandbox.run) location.reload();
    store.sandbox = sandbox;
    clockAhead = store.sandbox.now - Date.now();
    scheduleNotification();
  });
  stream.addEventListener("chat", (event) => {
    const chat = JSON.parse(event.data);
    store.chats.set(`${chat.person_id}/${chat.bot_id}`, chat);
    scheduleNotification();
  });
  addEventListener("hashchange", notifyListeners);
}

function setConnected(connected) {
  store.connected = connected;
  notifyListeners();
}

let scheduled = false;

/** Notify the listeners once for several events that arrive together. */
function scheduleNotification() {
  if (!scheduled) setTimeout(() => { scheduled = false; notifyListeners(); });
  scheduled = true;
}
