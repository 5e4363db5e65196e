/** The pages and their addresses below `/app/<venue>/`. The address holds what the guest has chosen. */
import { createRouter, createWebHistory } from 'vue-router'
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
      props: ({ params, query }) => ({ resourceId: params['resourceId'], party: query['party'], move: query['move'] }),
    },
    {
      path: '/confirm/:resourceId/:startsAt',
      name: 'confirm',
      component: ConfirmPage,
      props: ({ params, query }) => ({ ...params, party: query['party'], move: query['move'] }),
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
    { path: '/:rest(.*)', component: NotFoundPage },
  ],
})
