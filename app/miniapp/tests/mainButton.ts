/**
 * Replaces src/telegram/buttons.ts in tests: `mainButton()` returns what the main button shows now and does, and
 * `asksBeforeClosing()` whether Telegram asks for confirmation now.
 */
import { onScopeDispose } from 'vue'
import type { MainAction } from '../src/telegram/buttons'

let current: () => MainAction | null = () => null
let unsaved: (() => boolean)[] = []

export const useMainAction = (action: () => MainAction | null) => {
  current = action
}
export const useUnsaved = (isUnsaved: () => boolean) => {
  unsaved.push(isUnsaved)
  onScopeDispose(() => (unsaved = unsaved.filter((known) => known !== isUnsaved)))
}
export const useTelegramButtons = () => undefined

export const mainButton = () => current()
export const asksBeforeClosing = () => unsaved.some((isUnsaved) => isUnsaved())
