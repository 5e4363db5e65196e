/** Which venue this page belongs to: what the server wrote into index.html. */
export const venueId = document.querySelector<HTMLMetaElement>('meta[name="venue"]')?.content ?? ''

/** Leads on to the venue's bot in Telegram. */
export const botLink = `/app/${venueId}/bot`

/** For a guest who reads neither Russian nor English. */
export const venueLocale = document.documentElement.lang
