/** What a guest of a restaurant has selected. It is kept while the page is open, also when another part of it is shown. */
import { ref } from 'vue'
import type { Slot } from './week'

export const party = ref(2)
/** The first day of the week that is shown; undefined means today. */
export const from = ref<string>()
export const slot = ref<Slot | null>(null)
/** The table or the joined tables that the guest chose; null means that the best ones are proposed. */
export const tableId = ref<string | null>(null)
export const view = ref<'plan' | 'list'>('plan')
