/** The two errors of a request: a refusal by the server, and no answer. */
import type { components } from './schema'

export type Problem = components['schemas']['Problem']

/** The server answered with a problem (RFC 9457). `problem.code` tells which. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code)
    this.name = 'Refusal'
  }
}

/** No answer of the server: the phone is offline, or the server cannot be reached. */
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

/** Whether the guest has to open the page again, because its initData is more than a day old. */
export function isExpired(failure: unknown): boolean {
  return ['session_expired', 'unauthorized'].includes(codeOf(failure) ?? '')
}

/** Whether nothing is at the address of the page, or it cannot be read: trying again does not help. */
export function isMissing(failure: unknown): boolean {
  return ['not_found', 'validation_failed'].includes(codeOf(failure) ?? '')
}
