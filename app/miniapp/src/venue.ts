/** The venue of this page, as the server wrote it into index.html. */
export const venueId = document.querySelector<HTMLMetaElement>('meta[name="venue"]')?.content ?? ''

/** The path that redirects to the venue's bot in Telegram. */
export const botLink = `/app/${venueId}/bot`

/** The venue's language, for a guest whose client speaks neither Russian nor English. */
export const venueLocale = document.documentElement.lang
