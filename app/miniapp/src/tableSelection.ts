/** What a guest of a restaurant has selected. It is kept while the page is open, also when another part of it is shown. */
import { ref } from 'vue'
import type { FreeSlot } from './week'

export const party = ref(2)
/** The first day of the week that is shown; undefined means today. */
export const from = ref<string>()
export const slot = ref<FreeSlot | null>(null)
export const tableId = ref<string | null>(null)
export const view = ref<'plan' | 'list'>('plan')
