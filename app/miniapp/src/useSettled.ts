import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** The longest text that the server searches for. */
const LONGEST = 64
const PAUSE_MS = 250

/** What was typed, without spaces around it, as soon as nothing more has been typed for a moment. */
export function useSettled(query: () => string): Ref<string> {
  const settled = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(query, (typed) => {
    clearTimeout(timer)
    timer = setTimeout(() => (settled.value = typed.trim().slice(0, LONGEST)), PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  return settled
}
