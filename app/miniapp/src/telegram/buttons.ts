/** Telegram's main and back buttons, and its question before closing. */
import { backButton, closingBehavior, mainButton } from '@tma.js/sdk-vue'
import { onScopeDispose, shallowReactive, watchEffect } from 'vue'
import type { Router } from 'vue-router'

/** The one main thing to do on a page. */
export interface MainAction {
  text: string
  enabled?: boolean
  busy?: boolean
  run: () => void
}

// While one page gives way to the next both are there for a moment; the newest has the button, and it never flickers.
const claims = shallowReactive<(() => MainAction | null)[]>([])
const unsaved = shallowReactive<(() => boolean)[]>([])

/** Give the main button to the page that calls this; null hides it. */
export function useMainAction(action: () => MainAction | null): void {
  belong(claims, action)
}

/** Ask before the window is closed while this is true. */
export function useUnsaved(isUnsaved: () => boolean): void {
  belong(unsaved, isUnsaved)
}

function belong<T>(list: T[], item: T): void {
  list.push(item)
  onScopeDispose(() => list.splice(list.indexOf(item), 1))
}

/** Let the frame follow the pages. Call it once, in the root component. */
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
  // What is done is done: from a success there is no way back into the form, nor from a page that came first.
  const first = !router.options.history.state['back']
  if (first || router.currentRoute.value.meta.isFinal) void router.push({ name: 'home' })
  else router.back()
}
