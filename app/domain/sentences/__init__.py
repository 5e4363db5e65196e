"""What a guest means who types a sentence: pure rules, in Russian and English (decision 39)."""
