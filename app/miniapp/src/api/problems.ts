/** What can go wrong with a request, as the pages tell it apart. */
import type { components } from './schema'

export type Problem = components['schemas']['Problem']

/** The server answered with a refusal (RFC 9457). Decide by `problem.code`. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code)
    this.name = 'Refusal'
  }
}

/** No answer came: the phone is offline, or the server away. */
export class NoAnswer extends Error {
  constructor(cause: unknown) {
    super('no answer', { cause })
    this.name = 'NoAnswer'
  }
}

/** The stable code of a refusal; null for anything else. */
export function codeOf(failure: unknown): string | null {
  return failure instanceof Refusal ? failure.problem.code : null
}

/** Whether the guest has to open the page again, because Telegram's signature is a day old. */
export function isExpired(failure: unknown): boolean {
  return ['session_expired', 'unauthorized'].includes(codeOf(failure) ?? '')
}
