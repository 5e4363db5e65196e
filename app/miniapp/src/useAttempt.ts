/** One action at a time, which may be refused: whether it goes on, and why the last one failed. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { vibrateOnResult } from './telegram'

export interface Attempt {
  isBusy: Ref<boolean>
  refusal: ShallowRef<unknown>
  /** Run the action unless another one goes on. */
  attempt: (action: () => Promise<void>) => Promise<void>
}

export function useAttempt(): Attempt {
  const isBusy = ref(false)
  const refusal = shallowRef<unknown>()

  async function attempt(action: () => Promise<void>): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    refusal.value = undefined
    try {
      await action()
    } catch (error) {
      refusal.value = error
      vibrateOnResult('error')
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, refusal, attempt }
}
