import { vi } from 'vitest'

document.head.innerHTML = '<meta name="venue" content="binary_bites">'
document.documentElement.lang = 'ru'

// The browser tests simulate Telegram's client; here its functions are replaced by plain values.
vi.mock('../src/telegram', () => ({
  guestLanguage: () => 'en',
  useTelegramLook: vi.fn(),
  showPage: vi.fn(),
  initData: () => 'signed',
  hasWriteAccess: () => true,
  askForWriteAccess: () => Promise.resolve(true),
  vibrateOnChoice: vi.fn(),
  vibrateOnResult: vi.fn(),
  closePage: vi.fn(),
  openOutside: vi.fn(),
  onSettings: vi.fn(),
}))
vi.mock('../src/telegram/buttons', async () => import('./mainButton'))
