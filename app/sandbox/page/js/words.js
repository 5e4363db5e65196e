/** The page's own words, in Russian and English. */

const WORDS = {
  en: {
    sandbox: "sandbox",
    youAre: "You are",
    chats: "Chats",
    chooseChat: "Choose a chat to begin",
    connecting: "Waiting for the sandbox…",
    minutes: "min",
    hour: "h",
    hours: "h",
    day: "day",
    to: "to…",
    moveTo: "Move the clock to",
    go: "Go",
    clock: "The sandbox's clock",
    winding: "The clock is moving…",
    settings: "Telegram's mood and language",
    mood: "Telegram's mood",
    normal: "Normal",
    slow: "Slow: 1.5 s a call",
    failing: "Failing: error 500",
    limited: "Limits on: 429",
    language: "Language",
    back: "Back to the chats",
    chatMenu: "Chat menu",
    block: "Block the bot",
    unblock: "Unblock the bot",
    restart: "Restart the bot",
    start: "Start",
    bot: "bot",
    blocked: "blocked",
    message: "Message",
    send: "Send",
    attach: "Attach",
    attachFile: "Photo or file",
    attachContact: "My phone number",
    stickers: "Stickers",
    menu: "Menu",
    edited: "edited",
    silent: "sent without sound",
    unread: "unread",
    noMessages: "No messages yet",
    whatCanThisBotDo: "What can this bot do?",
    photo: "Photo",
    copied: "Copied",
    cancelReply: "Do not reply",
    toEnd: "To the newest message",
    failed: "The sandbox did not take it",
    admin: "admin",
    chatWith: "Opens the chat with",
    typing: "typing",
    upload_photo: "sending a photo",
    upload_document: "sending a file",
  },
  ru: {
    sandbox: "песочница",
    youAre: "Вы —",
    chats: "Чаты",
    chooseChat: "Выберите чат, чтобы начать",
    connecting: "Ждём песочницу…",
    minutes: "мин",
    hour: "ч",
    hours: "ч",
    day: "день",
    to: "на…",
    moveTo: "Перевести часы на",
    go: "Перевести",
    clock: "Часы песочницы",
    winding: "Часы переводятся…",
    settings: "Настроение Telegram и язык",
    mood: "Настроение Telegram",
    normal: "Обычное",
    slow: "Медленно: 1,5 с на вызов",
    failing: "Сбой: ошибка 500",
    limited: "С лимитами: 429",
    language: "Язык",
    back: "К списку чатов",
    chatMenu: "Меню чата",
    block: "Заблокировать бота",
    unblock: "Разблокировать бота",
    restart: "Перезапустить бота",
    start: "Начать",
    bot: "бот",
    blocked: "заблокирован",
    message: "Сообщение",
    send: "Отправить",
    attach: "Прикрепить",
    attachFile: "Фото или файл",
    attachContact: "Мой номер телефона",
    stickers: "Стикеры",
    menu: "Меню",
    edited: "изменено",
    silent: "без звука",
    unread: "непрочитанных",
    noMessages: "Сообщений пока нет",
    whatCanThisBotDo: "Что умеет этот бот?",
    photo: "Фото",
    copied: "Скопировано",
    cancelReply: "Не отвечать",
    toEnd: "К последнему сообщению",
    failed: "Песочница это не приняла",
    admin: "админ",
    chatWith: "Откроет чат с",
    typing: "печатает",
    upload_photo: "отправляет фото",
    upload_document: "отправляет файл",
  },
};

export const LANGUAGES = { ru: "Русский", en: "English" };

let language = localStorage.getItem("language") ?? (navigator.language.startsWith("ru") ? "ru" : "en");

export const currentLanguage = () => language;

/** The word of this name; the name itself when there is none. */
export const word = (name) => WORDS[language][name] ?? name;

export function chooseLanguage(chosen) {
  language = chosen;
  localStorage.setItem("language", chosen);
}

/** A moment in milliseconds, as words of the page's language in the sandbox's zone. */
export function formatTime(milliseconds, zone, options) {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "ru", { timeZone: zone, ...options }).format(milliseconds);
}
