/** What a guest chooses before a time, and how addresses of pages carry it. */

/** As the API's queries name it. What was not chosen is missing. */
export interface Wish {
  party_size?: number
  specialty?: string
  service?: string
}

export function wishFor(party?: number | null, specialty?: string | null, service?: string | null): Wish {
  return {
    ...(party && { party_size: party }),
    ...(specialty && { specialty }),
    ...(service && { service }),
  }
}
