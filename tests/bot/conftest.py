"""People who have opened the chat with the restaurant's bot."""

import pytest

from app.sandbox.chat_user import ChatUser
from tests.product import A_FEW_SECONDS, ANNA, BEN, VERA, Product


@pytest.fixture
async def anna(product: Product) -> ChatUser:
    """A guest who reads Russian."""
    return await _started(product, ANNA)


@pytest.fixture
async def ben(product: Product) -> ChatUser:
    """A guest who reads English."""
    return await _started(product, BEN)


@pytest.fixture
async def vera(product: Product) -> ChatUser:
    """The admin."""
    return await _started(product, VERA)


async def _started(product: Product, telegram_id: int) -> ChatUser:
    user = product.person(telegram_id)
    await user.write("/start")
    # Messages that Telegram refused before /start count for the limit of the chat.
    await product.advance(A_FEW_SECONDS)
    return user
