"""A bar of marks that shows how far something is."""

BAR = 10
"""Marks."""


def progress_bar(done: int, total: int) -> tuple[str, int]:
    """The bar and the percentage, each rounded down; of nothing, 0 % is done."""
    share = done / max(1, total)
    full = int(share * BAR)
    return "▓" * full + "░" * (BAR - full), int(share * 100)
