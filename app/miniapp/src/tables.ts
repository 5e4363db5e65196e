/** The tables with their states for a party and a time: free, taken or too small. */
import type { Resource } from './api/client'
import { localized, words } from './i18n'

export type TableState = 'free' | 'taken' | 'small'

export interface TableView {
  id: string
  name: string
  description: string
  seats: number
  state: TableState
}

/** Every table in the guest's language: free ones first, then taken ones, then small ones; in each group by seats. */
export function viewTables(tables: Resource[], party: number, freeIds: string[]): TableView[] {
  return tables
    .map((table) => ({
      id: table.id,
      name: localized(table.name),
      description: localized(table.description),
      seats: table.capacity ?? 0,
      state: stateOf(table, party, freeIds),
    }))
    .sort((one, other) => order(one) - order(other))
}

function stateOf(table: Resource, party: number, freeIds: string[]): TableState {
  if ((table.capacity ?? 0) < party) return 'small'
  return freeIds.includes(table.id) ? 'free' : 'taken'
}

function order({ state, seats }: TableView): number {
  return { free: 0, taken: 1000, small: 2000 }[state] + seats
}

export function stateName(state: TableState): string {
  return { free: words.free, taken: words.taken, small: words.tooSmall }[state]
}
