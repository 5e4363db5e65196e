import { createApp } from 'vue'
import App from './App.vue'
import { locale, setLocale } from './i18n'
import OutsidePage from './pages/OutsidePage.vue'
import { router } from './router'
import './style.css'
import { initTelegram } from './telegram'

setLocale(locale.value)

if (initTelegram()) createApp(App).use(router).mount('#app')
else createApp(OutsidePage).mount('#app')
