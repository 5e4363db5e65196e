import { onScopeDispose, readonly, ref, type Ref } from 'vue'

const TICK_MS = 30_000

/** The present instant, which advances from the server's `serverNow`: the phone's clock may be wrong. */
export function useNow(serverNow: string): Readonly<Ref<string>> {
  const ahead = Date.parse(serverNow) - Date.now()
  const now = ref(serverNow)
  const tick = () => {
    now.value = new Date(Date.now() + ahead).toISOString()
  }
  const timer = setInterval(tick, TICK_MS)
  // Browsers pause the timers of hidden pages.
  document.addEventListener('visibilitychange', tick)
  onScopeDispose(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', tick)
  })
  return readonly(now)
}
