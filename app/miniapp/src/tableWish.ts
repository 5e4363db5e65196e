/** What a guest of a restaurant wants, kept while the page is open: whoever comes back finds it as it was. */
import { ref } from 'vue'
import type { FreeSlot } from './week'

export const party = ref(2)
/** The first day of the week that is shown; undefined is today. */
export const from = ref<string>()
export const slot = ref<FreeSlot | null>(null)
export const tableId = ref<string | null>(null)
export const view = ref<'plan' | 'list'>('plan')
