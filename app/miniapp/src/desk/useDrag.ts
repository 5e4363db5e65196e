/** Dragging a booking over the timeline: with a mouse at once, with a finger after a long press, so that it can scroll. */
import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import type { DeskBooking } from '../api/desk'
import { vibrateOnChoice } from '../telegram'
import type { Target } from './moving'

const LONG_PRESS_MS = 400
const THRESHOLD_PX = 6

export interface Dragged {
  booking: DeskBooking
  /** Where it would be dropped now; null where it cannot be. */
  target: Target | null
}

interface Grip {
  booking: DeskBooking
  pointerId: number
  x: number
  y: number
  /** The distance from the left edge of the booking to the pointer. */
  offset: number
}

/**
 * @param targetOf where the booking would be if its left edge were at `x`, and the pointer at `y`, both on the screen
 * @param drop called at the end of a drag
 */
export function useDrag(
  targetOf: (booking: DeskBooking, x: number, y: number) => Target | null,
  drop: (dragged: Dragged) => void,
) {
  const dragged = shallowRef<Dragged | null>(null)
  let grip: Grip | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let hasJustDragged = false

  function start(booking: DeskBooking, event: PointerEvent): void {
    if (event.button !== 0 || !booking.is_changeable) return
    const { left } = (event.currentTarget as Element).getBoundingClientRect()
    const { pointerId, clientX: x, clientY: y } = event
    grip = { booking, pointerId, x, y, offset: x - left }
    if (event.pointerType === 'touch') timer = setTimeout(() => lift(x, y), LONG_PRESS_MS)
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', release)
    window.addEventListener('pointercancel', stop)
  }

  function lift(x: number, y: number): void {
    if (!grip) return
    vibrateOnChoice()
    dragged.value = { booking: grip.booking, target: targetOf(grip.booking, x - grip.offset, y) }
  }

  function move(event: PointerEvent): void {
    if (!grip || event.pointerId !== grip.pointerId) return
    const { clientX: x, clientY: y } = event
    const isFar = Math.hypot(x - grip.x, y - grip.y) > THRESHOLD_PX
    if (dragged.value) dragged.value = { ...dragged.value, target: targetOf(grip.booking, x - grip.offset, y) }
    else if (isFar && event.pointerType === 'touch') stop()
    else if (isFar) lift(x, y)
  }

  function release(): void {
    const done = dragged.value
    hasJustDragged = done !== null
    // The click that ends a drag comes before any timer.
    setTimeout(() => (hasJustDragged = false))
    stop()
    if (done) drop(done)
  }

  function stop(): void {
    clearTimeout(timer)
    grip = null
    dragged.value = null
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', release)
    window.removeEventListener('pointercancel', stop)
  }

  /** Whether a click is only the end of a drag. */
  function isEndOfDrag(): boolean {
    return hasJustDragged
  }

  onScopeDispose(stop)
  return { dragged: shallowReadonly(dragged), start, stop, isEndOfDrag }
}
