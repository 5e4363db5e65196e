"""Sentences that a guest types: each opens the window in which what it asks for can be confirmed."""
