/** Search in what the venue offers, by people's words: the server understands them as the chat does. */
import { computed, shallowRef, watch } from 'vue'
import { searchCatalogue, type CatalogueHits } from './api/client'
import { useAnswer } from './useAnswer'
import { useSettled } from './useSettled'

interface Named {
  id: string
}

/**
 * Ask when nothing more has been typed for a moment. While the answer is on its way, the earlier hits stay.
 *
 * `isLoading` is true while something is searched and nothing has been found yet.
 */
export function useCatalogueSearch(query: () => string) {
  const asked = useSettled(query)
  const isSearching = computed(() => query().trim() !== '')
  const hits = shallowRef<CatalogueHits>()
  const { answer, failure, askAgain } = useAnswer(
    () => asked.value,
    async (text) => (text ? searchCatalogue(text) : null),
  )
  watch(answer, (found) => {
    if (found !== undefined) hits.value = found ?? undefined
  })

  /** Those of a list that were found, in the server's order; none while nothing is searched. */
  function pick<Kind extends Named>(all: Kind[], found: (hits: CatalogueHits) => string[]): Kind[] {
    const ids = isSearching.value && hits.value ? found(hits.value) : []
    return ids.flatMap((id) => all.find((one) => one.id === id) ?? [])
  }

  const isLoading = computed(() => isSearching.value && !hits.value)
  return { isSearching, isLoading, failure, askAgain, pick }
}
