import { createApp } from 'vue'
import App from './App.vue'
import { locale, speak } from './i18n'
import OutsidePage from './pages/OutsidePage.vue'
import { router } from './router'
import './style.css'
import { enterTelegram } from './telegram'

speak(locale.value)

if (enterTelegram()) createApp(App).use(router).mount('#app')
else createApp(OutsidePage).mount('#app')
