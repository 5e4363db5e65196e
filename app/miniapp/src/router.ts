/** The pages and their addresses below `/app/<venue>/`. What a guest has chosen stands in the address. */
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
    /** Nothing leads back from here but the start. */
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
        isTold: query['told'] === '1',
      }),
      meta: { isFinal: true },
    },
    { path: '/bookings', name: 'bookings', component: BookingsPage },
    { path: '/privacy', name: 'privacy', component: PrivacyPage },
    { path: '/:rest(.*)', component: NotFoundPage },
  ],
})
