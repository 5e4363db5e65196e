/** `45 мин`, `1 ч`, `1 ч 30 мин`: a number of minutes on one line. */
export function inHours(minutes: number, hour: string, minute: string): string {
  const parts = [
    [Math.floor(minutes / 60), hour],
    [minutes % 60, minute],
  ] as const
  return parts
    .filter(([number]) => number > 0)
    .map(([number, unit]) => `${number}\u00a0${unit}`)
    .join('\u00a0')
}
