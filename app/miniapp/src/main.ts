import { createApp } from 'vue'
import App from './App.vue'
import { locale } from './i18n'
import OutsidePage from './pages/OutsidePage.vue'
import { router } from './router'
import './style.css'
import { enterTelegram } from './telegram'

document.documentElement.lang = locale

if (enterTelegram()) createApp(App).use(router).mount('#app')
else createApp(OutsidePage).mount('#app')
