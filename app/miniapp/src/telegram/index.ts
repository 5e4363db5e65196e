/**
 * The page's side of Telegram: one place that speaks its protocol.
 *
 * Every newer call is asked for by version (`ifAvailable`), so an old client misses a nicety, never the page.
 */
import {
  hapticFeedback,
  init,
  isTMA,
  miniApp,
  requestWriteAccess,
  retrieveLaunchParams,
  retrieveRawInitData,
  setTargetOrigin,
  settingsButton,
  themeParams,
  useSignal,
  viewport,
} from '@tma.js/sdk-vue'
import { watchEffect } from 'vue'

/** Join Telegram's client. False when the page was not opened from one: then nothing else here may be called. */
export function enterTelegram(): boolean {
  if (!isTMA() || !retrieveRawInitData()) return false
  // What the page tells its parent is no secret, and who may be the parent is for the Content-Security-Policy to say.
  setTargetOrigin('*')
  // Styles of the web client would be inline ones, which the policy forbids.
  init({ acceptCustomStyles: false })
  themeParams.mount()
  themeParams.bindCssVars()
  miniApp.mount()
  return true
}

/** Fill the screen and take the theme's colours, also when they change. Call it once, in the root component. */
export function useTelegramLook(): void {
  miniApp.setHeaderColor.ifAvailable('secondary_bg_color')
  const background = useSignal(themeParams.secondaryBgColor)
  watchEffect(() => {
    // These two reach the client as plain colours, so a new theme has to say them again.
    if (!background.value) return
    miniApp.setBgColor.ifAvailable(background.value)
    miniApp.setBottomBarColor.ifAvailable(background.value)
  })
  const isDark = useSignal(miniApp.isDark)
  watchEffect(() => {
    document.documentElement.dataset['theme'] = isDark.value ? 'dark' : 'light'
  })
  viewport.expand.ifAvailable()
  // Clients that never answer leave the fallbacks of style.css in place.
  viewport.mount().then(
    () => viewport.bindCssVars(),
    () => undefined,
  )
}

/** Let Telegram take its placeholder away: call it as soon as the first screen stands. */
export function showPage(): void {
  miniApp.ready()
}

export function closePage(): void {
  miniApp.close()
}

/** Lead from the menu of Telegram's frame to the page's settings. */
export function onSettings(open: () => void): void {
  if (!settingsButton.mount.ifAvailable().ok) return
  settingsButton.onClick(open)
  settingsButton.show()
}

/** What the server knows the guest by: signed by Telegram, opaque to us. */
export function signature(): string {
  return retrieveRawInitData() ?? ''
}

/** Also where the page was opened outside Telegram: then nobody knows. */
export function guestLanguage(): string | undefined {
  return isTMA() ? retrieveLaunchParams().tgWebAppData?.user?.language_code : undefined
}

/** A slot was chosen. */
export function feelChoice(): void {
  hapticFeedback.selectionChanged.ifAvailable()
}

/** A booking was made, moved or canceled, or it failed. */
export function feelResult(result: 'success' | 'error'): void {
  hapticFeedback.notificationOccurred.ifAvailable(result)
}

/** Whether the bot may write to the guest. One who came by a direct link has perhaps never started it. */
export function mayWrite(): boolean {
  return retrieveLaunchParams().tgWebAppData?.user?.allows_write_to_pm ?? false
}

/** Ask the guest to let the bot write, where it may not yet: no reminder would arrive. True when it may. */
export async function askToWrite(): Promise<boolean> {
  if (mayWrite()) return true
  const asked = requestWriteAccess.ifAvailable()
  if (!asked.ok) return false
  return asked.data.then(
    (answer) => answer === 'allowed',
    () => false,
  )
}
