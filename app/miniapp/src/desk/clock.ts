/** The venue's clock at an instant in milliseconds. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** `18:00` */
export function clockIn(timezone: string, at: number): string {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: '2-digit', minute: '2-digit' })
  formats.set(timezone, format)
  return format.format(at)
}
