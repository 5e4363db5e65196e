import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import SpecialtyChoice from '../src/components/SpecialtyChoice.vue'
import { mountInVenue, specialty } from './samples'

vi.mock('../src/api/client', () => ({
  listSpecialties: () =>
    Promise.resolve([
      specialty('Terapiya', { ru: ['терапевт', 'простуда'], en: ['GP', 'family doctor'] }),
      specialty('Pediatriya', { ru: ['детский врач', 'ребёнок'], en: ['child'] }),
      specialty('Otolaringologiya', { ru: ['лор'], en: ['ENT'] }),
    ]),
  listResources: () => Promise.resolve([]),
}))

test.each([
  ['терапевт', 'Terapiya'],
  ['ТЕРАП', 'Terapiya'],
  ['gp', 'Terapiya'],
  ['doctor', 'Terapiya'],
  ['ребенок', 'Pediatriya'],
  ['Ребёнок', 'Pediatriya'],
  ['врач', 'Pediatriya'],
  ['лор', 'Otolaringologiya'],
  ['ent', 'Otolaringologiya'],
])('a search for the synonym «%s» shows the specialty', async (query, found) => {
  const { wrapper } = mountInVenue(SpecialtyChoice)
  await flushPromises()

  await wrapper.get('input').setValue(query)

  expect(wrapper.findAll('li .font-semibold').map((name) => name.text())).toEqual([found])
})
