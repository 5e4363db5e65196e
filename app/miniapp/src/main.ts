import { createApp } from 'vue'
import App from './App.vue'
import { locale, setLocale } from './i18n'
import { routeOfLink } from './links'
import OutsidePage from './pages/OutsidePage.vue'
import { router } from './router'
import './style.css'
import { initTelegram, startParameter } from './telegram'

setLocale(locale.value)

if (initTelegram()) {
  const isStart = router.resolve(router.options.history.location).name === 'home'
  const linked = isStart ? routeOfLink(startParameter()) : null
  if (linked) router.options.history.replace(router.resolve(linked).fullPath)
  createApp(App).use(router).mount('#app')
} else createApp(OutsidePage).mount('#app')
