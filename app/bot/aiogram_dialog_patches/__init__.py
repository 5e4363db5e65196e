"""Where aiogram-dialog is bent: one module a bend, each with a contract test in tests/bot/aiogram_dialog_patches.

A contract test shows what the plain library does: it fails when an update of the library makes the bend wrong or
needless. No other module overrides or imports the library's inner parts. Decision 15 says why each bend is there.
"""
