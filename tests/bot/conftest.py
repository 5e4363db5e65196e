"""People who have opened the chat with the restaurant's bot."""

from datetime import timedelta

import pytest

from app.sandbox.person import Hand
from tests.product import ANNA, BEN, VERA, Product


@pytest.fixture
async def anna(product: Product) -> Hand:
    """A guest who reads Russian."""
    return await _started(product, ANNA)


@pytest.fixture
async def ben(product: Product) -> Hand:
    """A guest who reads English."""
    return await _started(product, BEN)


@pytest.fixture
async def vera(product: Product) -> Hand:
    """The admin."""
    return await _started(product, VERA)


async def _started(product: Product, telegram_id: int) -> Hand:
    hand = product.person(telegram_id)
    await hand.write("/start")
    # What Telegram did not let the bot say before /start counts for the rate of the chat.
    await product.advance(timedelta(seconds=2))
    return hand
