/** The day of the desk, which is asked for again every two seconds while the page can be seen. */
import { onScopeDispose, shallowReadonly, shallowRef, watch } from 'vue'
import { showDay, type DeskDay } from '../api/desk'
import { isMissing } from '../api/problems'

const POLL_MS = 2_000
const LONGEST_PAUSE_MS = 30_000

/**
 * Load a day, and follow its changes. `date` is null for the present day.
 *
 * After a failure the last answer stays, and the pauses grow.
 */
export function useDeskDay(date: () => string | null) {
  const day = shallowRef<DeskDay>()
  const failure = shallowRef<unknown>()
  let etag: string | null = null
  let asked = 0
  let pause = POLL_MS
  let timer: ReturnType<typeof setTimeout> | undefined

  async function refresh(): Promise<void> {
    clearTimeout(timer)
    const mine = ++asked
    try {
      const found = await showDay(date(), etag)
      if (mine !== asked) return
      if (found) {
        day.value = found.day
        etag = found.etag
      }
      failure.value = undefined
      pause = POLL_MS
    } catch (error) {
      if (mine !== asked) return
      failure.value = error
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS)
    }
    if (!document.hidden && !isMissing(failure.value)) timer = setTimeout(() => void refresh(), pause)
  }

  function follow(): void {
    if (document.hidden) clearTimeout(timer)
    else void refresh()
  }

  watch(
    date,
    () => {
      day.value = undefined
      etag = null
      void refresh()
    },
    { immediate: true },
  )
  document.addEventListener('visibilitychange', follow)
  onScopeDispose(() => {
    asked += 1
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', follow)
  })
  return { day: shallowReadonly(day), failure: shallowReadonly(failure), refresh }
}
