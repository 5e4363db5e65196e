import { vi } from 'vitest'

document.head.innerHTML = '<meta name="venue" content="binary_bites">'
document.documentElement.lang = 'ru'

// Telegram itself is played in the browser tests; here its buttons are plain values that a test can press.
vi.mock('../src/telegram', () => ({
  guestLanguage: () => 'en',
  useTelegramLook: vi.fn(),
  showPage: vi.fn(),
  signature: () => 'signed',
  mayWrite: () => true,
  askToWrite: () => Promise.resolve(true),
  feelChoice: vi.fn(),
  feelResult: vi.fn(),
  closePage: vi.fn(),
}))
vi.mock('../src/telegram/buttons', async () => import('./mainButton'))
