/** Telegram's direct links to the Mini App: `https://t.me/<bot>?startapp=resource-t3`. */
import type { RouteLocationRaw } from 'vue-router'

/** The page that a link's parameter names; null where it names none, or there is none. */
export function routeOfLink(parameter: string | undefined): RouteLocationRaw | null {
  if (parameter === 'bookings') return { name: 'bookings' }
  const [, kind, id = ''] = /^(resource|specialty|service)-([a-z0-9_-]{1,32})$/.exec(parameter ?? '') ?? []
  switch (kind) {
    case 'resource':
      return { name: 'slots', params: { resourceId: id } }
    case 'specialty':
      return { name: 'specialty', params: { specialty: id } }
    case 'service':
      return { name: 'service', params: { service: id } }
    default:
      return null
  }
}
