/** Whether the server still takes the page's initData. Once it does not, no request of this page succeeds any more. */
import { ref } from 'vue'

export const isOver = ref(false)
