/** Telegram's main button, back button and confirmation before closing. */
import { backButton, closingBehavior, mainButton } from '@tma.js/sdk-vue'
import { onScopeDispose, shallowReactive, watchEffect } from 'vue'
import type { Router } from 'vue-router'

/** What the main button shows and does. */
export interface MainAction {
  text: string
  enabled?: boolean
  busy?: boolean
  run: () => void
}

// During the transition from one page to the next both exist. The newest has the button, so that it does not flicker.
const claims = shallowReactive<(() => MainAction | null)[]>([])
const unsaved = shallowReactive<(() => boolean)[]>([])

/** Let the main button show `action` while the calling component exists; null hides the button. */
export function useMainAction(action: () => MainAction | null): void {
  addUntilUnmount(claims, action)
}

/** Let Telegram ask for confirmation before closing while `isUnsaved` is true. */
export function useUnsaved(isUnsaved: () => boolean): void {
  addUntilUnmount(unsaved, isUnsaved)
}

function addUntilUnmount<T>(list: T[], item: T): void {
  list.push(item)
  onScopeDispose(() => list.splice(list.indexOf(item), 1))
}

/** Connect Telegram's buttons to the pages. Call it once, in the root component. */
export function useTelegramButtons(router: Router): void {
  mainButton.mount()
  mainButton.onClick(() => claims.at(-1)?.()?.run())
  watchEffect(() => showMainAction(claims.at(-1)?.() ?? null), { flush: 'post' })

  closingBehavior.mount()
  watchEffect(
    () => {
      if (unsaved.some((isUnsaved) => isUnsaved())) closingBehavior.enableConfirmation()
      else closingBehavior.disableConfirmation()
    },
    { flush: 'post' },
  )

  if (!backButton.mount.ifAvailable().ok) return
  backButton.onClick(() => goBack(router))
  watchEffect(() => (router.currentRoute.value.name === 'home' ? backButton.hide() : backButton.show()))
}

function showMainAction(action: MainAction | null): void {
  if (!action) {
    mainButton.setParams({ isVisible: false, isLoaderVisible: false })
    return
  }
  const { text, enabled = true, busy = false } = action
  mainButton.setParams({ text, isVisible: true, isEnabled: enabled && !busy, isLoaderVisible: busy })
}

function goBack(router: Router): void {
  // After a booking the form must not be shown again, and the first page of the history has none before it.
  const first = !router.options.history.state['back']
  if (first || router.currentRoute.value.meta.isFinal) void router.push({ name: 'home' })
  else router.back()
}
