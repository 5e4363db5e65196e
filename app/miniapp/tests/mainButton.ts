/** Stands for src/telegram/buttons.ts: what the main button says now, and a way to press it. */
import type { MainAction } from '../src/telegram/buttons'

let current: () => MainAction | null = () => null

export const useMainAction = (action: () => MainAction | null) => {
  current = action
}
export const useUnsaved = () => undefined

export const mainButton = () => current()
