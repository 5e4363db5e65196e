/** The pages and their addresses below `/app/<venue>/`. The address holds what the guest has chosen. */
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import BookingsPage from './pages/BookingsPage.vue'
import ConfirmPage from './pages/ConfirmPage.vue'
import DoctorsPage from './pages/DoctorsPage.vue'
import HomePage from './pages/HomePage.vue'
import NotFoundPage from './pages/NotFoundPage.vue'
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

const NUMBERS = ['party', 'move']
const NUMBER = /^[1-9]\d{0,8}$/

/** Whether each number of the address is one: a page must not be shown with `?move=abc`. */
export function isReadable({ query }: Pick<RouteLocationNormalized, 'query'>): boolean {
  return NUMBERS.every((name) => query[name] === undefined || NUMBER.test(String(query[name])))
}

function numbers({ query }: RouteLocationNormalized): Record<string, number> {
  const given = NUMBERS.filter((name) => query[name] !== undefined)
  return Object.fromEntries(given.map((name) => [name, Number(query[name])]))
}

export const router = createRouter({
  history: createWebHistory(`/app/${venueId}/`),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', name: 'home', component: HomePage },
    { path: '/specialties/:specialty', name: 'doctors', component: DoctorsPage, props: true },
    {
      path: '/resources/:resourceId',
      name: 'slots',
      component: SlotsPage,
      props: (route) => ({ ...route.params, ...numbers(route) }),
    },
    {
      path: '/confirm/:resourceId/:startsAt',
      name: 'confirm',
      component: ConfirmPage,
      props: (route) => ({ ...route.params, ...numbers(route) }),
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
    { path: '/privacy', name: 'privacy', component: PrivacyPage },
    { path: '/:rest(.*)', name: 'unknown', component: NotFoundPage },
  ],
})
router.beforeEach((to) => isReadable(to) || { name: 'unknown', params: { rest: 'unknown' }, replace: true })
