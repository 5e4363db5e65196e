/**
 * The interface to Telegram's client: no other module but buttons.ts uses its SDK.
 *
 * Calls that old clients do not have are made only where they are available (`ifAvailable`): without them the page works.
 */
import {
  hapticFeedback,
  init,
  isTMA,
  miniApp,
  openLink,
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

/**
 * Connect to Telegram's client. Returns false when the page was not opened in one: then only `guestLanguage` may be
 * called.
 */
export function initTelegram(): boolean {
  if (!isTMA() || !retrieveRawInitData()) return false
  // Messages to the parent frame contain no secrets, and the Content-Security-Policy restricts who may be the parent.
  setTargetOrigin('*')
  // The web client's own styles would be inline styles, which the Content-Security-Policy forbids.
  init({ acceptCustomStyles: false })
  themeParams.mount()
  themeParams.bindCssVars()
  miniApp.mount()
  return true
}

/** Fill the screen and follow the colours of Telegram's theme. Call it once, in the root component. */
export function useTelegramLook(): void {
  miniApp.setHeaderColor.ifAvailable('secondary_bg_color')
  const background = useSignal(themeParams.secondaryBgColor)
  watchEffect(() => {
    // Telegram gets these two as fixed colours, so they must be set again when the theme changes.
    if (!background.value) return
    miniApp.setBgColor.ifAvailable(background.value)
    miniApp.setBottomBarColor.ifAvailable(background.value)
  })
  const isDark = useSignal(miniApp.isDark)
  watchEffect(() => {
    document.documentElement.dataset['theme'] = isDark.value ? 'dark' : 'light'
  })
  viewport.expand.ifAvailable()
  // Some clients never answer. Then the fallback values of style.css stay.
  viewport.mount().then(
    () => viewport.bindCssVars(),
    () => undefined,
  )
}

/** Let Telegram remove its placeholder. Call it as soon as the first screen is shown. */
export function showPage(): void {
  miniApp.ready()
}

export function closePage(): void {
  miniApp.close()
}

/** Open an address in the phone's browser: the page itself stays open. */
export function openOutside(url: string): void {
  openLink(url)
}

/** Show Settings in the menu of Telegram's window; a press calls `open`. */
export function onSettings(open: () => void): void {
  if (!settingsButton.mount.ifAvailable().ok) return
  settingsButton.onClick(open)
  settingsButton.show()
}

/** The raw initData, by which the server identifies the guest: signed by Telegram, and not parsed here. */
export function initData(): string {
  return retrieveRawInitData() ?? ''
}

/** The language of the guest's client; undefined where that is unknown, as outside Telegram. */
export function guestLanguage(): string | undefined {
  return isTMA() ? retrieveLaunchParams().tgWebAppData?.user?.language_code : undefined
}

/** The parameter of the direct link by which the page was opened. */
export function startParameter(): string | undefined {
  return retrieveLaunchParams().tgWebAppStartParam
}

/** Vibrate when a slot or a table is chosen. */
export function vibrateOnChoice(): void {
  hapticFeedback.selectionChanged.ifAvailable()
}

/** Vibrate when a booking is made, moved or canceled, or when that fails. */
export function vibrateOnResult(result: 'success' | 'error'): void {
  hapticFeedback.notificationOccurred.ifAvailable(result)
}

/** Whether the bot may write to the guest. A guest who opened a direct link may never have started the bot. */
export function hasWriteAccess(): boolean {
  return retrieveLaunchParams().tgWebAppData?.user?.allows_write_to_pm ?? false
}

/** Ask the guest to let the bot write, if it may not yet: else no reminder can be sent. Returns whether it may. */
export async function askForWriteAccess(): Promise<boolean> {
  if (hasWriteAccess()) return true
  const asked = requestWriteAccess.ifAvailable()
  if (!asked.ok) return false
  return asked.data.then(
    (answer) => answer === 'allowed',
    () => false,
  )
}
