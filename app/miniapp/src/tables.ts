/** How a table stands to a wish. */
import type { Resource } from './api/client'
import { said, words } from './i18n'

export type TableState = 'free' | 'taken' | 'small'

export interface TableView {
  id: string
  name: string
  description: string
  seats: number
  state: TableState
}

/** Every table as the guest sees it, those that fit best first. */
export function viewTables(tables: Resource[], party: number, freeIds: string[]): TableView[] {
  return tables
    .map((table) => ({
      id: table.id,
      name: said(table.name),
      description: said(table.description),
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
