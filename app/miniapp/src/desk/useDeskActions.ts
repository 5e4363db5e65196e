/** The changes that an admin makes at the desk, with what is said about them afterwards. */
import { onScopeDispose, ref, shallowRef } from 'vue'
import {
  bookForGuest,
  cancelAtDesk,
  closeAtDesk,
  moveAtDesk,
  passBy,
  recordAttendance,
  removeWaiting,
  reopenAtDesk,
  writeNote,
  type Attendance,
  type BookingForGuest,
  type Closing,
  type DeskBooking,
  type DeskCard,
  type DeskClosure,
  type DeskWait,
  type Remedy,
} from '../api/desk'
import { Refusal } from '../api/problems'
import { words } from '../i18n'
import { vibrateOnResult } from '../telegram'
import type { Target } from './moving'
import { deskWords, visitorName } from './words'

const UNDO_MS = 12_000
/** What takes a mark back. */
const UNDO: Partial<Record<Attendance, Attendance>> = { seat: 'unseat', no_show: 'undo_no_show' }

export interface Notice {
  text: string
  /** Takes the change back; null where that is not possible. */
  undo: (() => Promise<boolean>) | null
}

/** @param onChange called when bookings have changed, or turned out to have changed meanwhile */
export function useDeskActions(onChange: () => void) {
  const isBusy = ref(false)
  const refusal = shallowRef<unknown>()
  const notice = shallowRef<Notice | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  function say(text: string, undo: Notice['undo'] = null): void {
    clearTimeout(timer)
    notice.value = { text, undo }
    timer = setTimeout(() => (notice.value = null), UNDO_MS)
  }

  /** Returns whether it was done. A refusal is shown until it is dismissed. */
  async function attempt(change: () => Promise<void>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    refusal.value = undefined
    notice.value = null
    try {
      await change()
      vibrateOnResult('success')
      onChange()
      return true
    } catch (error) {
      vibrateOnResult('error')
      refusal.value = error
      // The booking is no longer as it was shown: let the page show it as it is.
      if (error instanceof Refusal && error.problem.truth) onChange()
      return false
    } finally {
      isBusy.value = false
    }
  }

  const bodyOf = ({ resourceId, startsAt }: Target) => ({
    resource_id: resourceId,
    starts_at: new Date(startsAt).toISOString(),
  })

  function move(booking: DeskBooking, target: Target): Promise<boolean> {
    return attempt(async () => {
      const moved = await moveAtDesk(booking, bodyOf(target))
      say(deskWords.value.moved(visitorName(booking)), () => moveBack(moved, booking))
    })
  }

  function moveBack({ booking: moved }: DeskCard, before: DeskBooking): Promise<boolean> {
    return attempt(async () => {
      await moveAtDesk(moved, { resource_id: before.resource_id, starts_at: before.starts_at })
      say(deskWords.value.movedBack(visitorName(before)))
    })
  }

  /**
   * Give the booking another number of guests, at its time. Returns the ids of places that fit them and are free, where
   * the place does not fit; null where it was done, or refused for another reason, which is shown.
   */
  async function changeParty(booking: DeskBooking, party: number, resourceId: string): Promise<string[] | null> {
    let others: string[] | null = null
    await attempt(async () => {
      try {
        const body = { resource_id: resourceId, starts_at: booking.starts_at, party_size: party }
        const changed = await moveAtDesk(booking, body)
        say(deskWords.value.partyIs(visitorName(booking), words.guests(party)), () => partyBack(changed, booking))
      } catch (error) {
        others = (error instanceof Refusal && error.problem.same_time_resource_ids) || null
        throw error
      }
    })
    if (others) refusal.value = undefined
    return others
  }

  function partyBack({ booking: changed }: DeskCard, before: DeskBooking): Promise<boolean> {
    const { resource_id, starts_at, party_size } = before
    return attempt(async () => {
      await moveAtDesk(changed, { resource_id, starts_at, party_size })
      say(deskWords.value.movedBack(visitorName(before)))
    })
  }

  function cancel(booking: DeskBooking, reason: string): Promise<boolean> {
    return attempt(async () => {
      await cancelAtDesk(booking, reason)
      say(deskWords.value.canceled(visitorName(booking)))
    })
  }

  /** Returns the new booking, or null where it was refused. */
  async function book(body: BookingForGuest, key: string): Promise<DeskBooking | null> {
    let made: DeskBooking | null = null
    await attempt(async () => {
      const { booking } = await bookForGuest(body, key)
      const news = booking.status === 'seated' ? deskWords.value.marked.seat : deskWords.value.booked
      say(news(visitorName(booking)))
      made = booking
    })
    return made
  }

  function close(closing: Closing, seen: string, reason: string, remedy: Remedy): Promise<boolean> {
    return attempt(async () => {
      say(deskWords.value.closedNow(await closeAtDesk(closing, seen, reason, remedy)))
    })
  }

  function reopen({ id }: DeskClosure): Promise<boolean> {
    return attempt(async () => {
      await reopenAtDesk(id)
      say(deskWords.value.reopened)
    })
  }

  function attend(booking: DeskBooking, attendance: Attendance): Promise<boolean> {
    return attempt(async () => {
      const recorded = await recordAttendance(booking, attendance)
      const undo = UNDO[attendance]
      say(deskWords.value.marked[attendance](visitorName(booking)), undo ? () => attend(recorded.booking, undo) : null)
    })
  }

  function note(booking: DeskBooking, text: string, seen: string | null): Promise<boolean> {
    return attempt(async () => {
      const { booking: noted } = await writeNote(booking, text, seen)
      say(noted.note ? deskWords.value.noted : deskWords.value.noteRemoved)
    })
  }

  /** Let the next guest have the place that is held. */
  function passOver(offerId: number, date: string): Promise<boolean> {
    return attempt(async () => {
      await passBy(offerId, date)
      say(deskWords.value.passedBy)
    })
  }

  function removeWait({ wait, guest_name }: DeskWait): Promise<boolean> {
    return attempt(async () => {
      await removeWaiting(wait.id, wait.date)
      say(deskWords.value.removed(guest_name || deskWords.value.nameless))
    })
  }

  onScopeDispose(() => clearTimeout(timer))
  return { isBusy, refusal, notice, move, changeParty, cancel, book, close, reopen, attend, note, passOver, removeWait }
}
