/** Replaces src/telegram/buttons.ts in tests: `mainButton()` returns what the main button shows now and does. */
import type { MainAction } from '../src/telegram/buttons'

let current: () => MainAction | null = () => null

export const useMainAction = (action: () => MainAction | null) => {
  current = action
}
export const useUnsaved = () => undefined

export const mainButton = () => current()
