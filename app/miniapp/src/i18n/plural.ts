/** `1 гость`, `2 гостя`, `5 гостей`: the form that a language has for a number. */
export function pluralIn(locale: string): (count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>>) => string {
  const rules = new Intl.PluralRules(locale)
  return (count, forms) => `${count} ${forms[rules.select(count)] ?? forms.other ?? ''}`
}
