"""All overrides of aiogram-dialog's inner parts: one module each, with a contract test in the same folder of tests/bot.

A contract test shows what the library does without the override: it fails when an update of the library makes the
override wrong or needless. No other module overrides or imports the library's inner parts. Decision 15 has the reason
for each.
"""
