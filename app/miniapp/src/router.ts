/** The pages and their addresses below `/app/<venue>/`. The address holds what the guest has chosen. */
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import BookingsPage from './pages/BookingsPage.vue'
import CalendarPage from './pages/CalendarPage.vue'
import ConfirmPage from './pages/ConfirmPage.vue'
import HomePage from './pages/HomePage.vue'
import MovePage from './pages/MovePage.vue'
import NotFoundPage from './pages/NotFoundPage.vue'
import PeoplePage from './pages/PeoplePage.vue'
import PrivacyPage from './pages/PrivacyPage.vue'
import SlotsPage from './pages/SlotsPage.vue'
import SuccessPage from './pages/SuccessPage.vue'
import { venueId } from './venue'

declare module 'vue-router' {
  interface RouteMeta {
    /** The back button leads from this page to the home page. */
    isFinal?: boolean
  }
}

const NUMBERS = ['party', 'move', 'again']
const NUMBER = /^[1-9]\d{0,8}$/
const IDS = ['resource', 'specialty', 'service']
const ID = /^[a-z0-9_+-]{1,32}$/

/** Whether each number and each id of the address is one: a page must not be shown with `?move=abc`. */
export function isReadable({ query }: Pick<RouteLocationNormalized, 'query'>): boolean {
  const isEach = (names: string[], pattern: RegExp) =>
    names.every((name) => {
      const value = query[name]
      return value === undefined || (typeof value === 'string' && pattern.test(value))
    })
  return isEach(NUMBERS, NUMBER) && isEach(IDS, ID)
}

/** What the address says of the guest's choice, without what it leaves out. */
function choices({ params, query }: RouteLocationNormalized): Record<string, unknown> {
  const numbers = NUMBERS.filter((name) => query[name] !== undefined).map((name) => [name, Number(query[name])])
  const ids = IDS.filter((name) => query[name] !== undefined).map((name) => [name, query[name]])
  return { ...Object.fromEntries([...numbers, ...ids]), ...params }
}

export const router = createRouter({
  history: createWebHistory(`/app/${venueId}/`),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', name: 'home', component: HomePage },
    { path: '/specialties/:specialty', name: 'specialty', component: PeoplePage, props: choices },
    { path: '/services/:service', name: 'service', component: PeoplePage, props: choices },
    { path: '/resources/:resourceId', name: 'slots', component: SlotsPage, props: choices },
    {
      path: '/confirm/:startsAt',
      name: 'confirm',
      component: ConfirmPage,
      props: (route) => ({ ...choices(route), isOpen: route.query['another'] === '1' }),
    },
    {
      path: '/booked/:id(\\d+)',
      name: 'booked',
      component: SuccessPage,
      props: ({ params, query }) => ({
        id: Number(params['id']),
        isMoved: query['moved'] === '1',
        isBotAllowedToWrite: query['told'] === '1',
      }),
      meta: { isFinal: true },
    },
    { path: '/bookings', name: 'bookings', component: BookingsPage },
    { path: '/calendar', name: 'calendar', component: CalendarPage },
    {
      path: '/bookings/:id([1-9]\\d{0,8})/move',
      name: 'move',
      component: MovePage,
      props: (route) => ({
        ...choices(route),
        id: Number(route.params['id']),
        isAnywhere: route.query['any'] === '1',
      }),
    },
    // Guests do not load it.
    { path: '/desk', name: 'desk', component: () => import('./pages/desk/DeskPage.vue') },
    { path: '/privacy', name: 'privacy', component: PrivacyPage },
    { path: '/:rest(.*)', name: 'unknown', component: NotFoundPage },
  ],
})
router.beforeEach((to) => isReadable(to) || { name: 'unknown', params: { rest: 'unknown' }, replace: true })
