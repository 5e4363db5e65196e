import { onScopeDispose, readonly, ref, type Ref } from 'vue'

const TICK_MS = 30_000

/** The present instant for as long as the page is open, going on from what the server said: phones' clocks may be wrong. */
export function useNow(said: string): Readonly<Ref<string>> {
  const ahead = Date.parse(said) - Date.now()
  const now = ref(said)
  const tick = () => {
    now.value = new Date(Date.now() + ahead).toISOString()
  }
  const timer = setInterval(tick, TICK_MS)
  // A page that was out of sight has missed ticks.
  document.addEventListener('visibilitychange', tick)
  onScopeDispose(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', tick)
  })
  return readonly(now)
}
