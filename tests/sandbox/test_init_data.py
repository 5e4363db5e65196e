"""initData of an opened Mini App: the product's own check accepts what the sandbox signs."""

from datetime import timedelta
from urllib.parse import parse_qs

import httpx
import pytest

from app.api.init_data import read_init_data
from app.api.problems import Unauthorized
from app.database.guests import TelegramUser
from app.sandbox.chat_user import ChatUser
from app.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import ANNA, NOON, TOKEN


async def test_the_product_accepts_the_sandboxs_init_data(anna: ChatUser) -> None:
    user = read_init_data(anna.open_mini_app(), TOKEN, NOON).user
    assert user == TelegramUser(ANNA, "Анна Смирнова", "anna_s", "ru")


async def test_init_data_has_telegrams_fields(anna: ChatUser) -> None:
    fields = parse_qs(anna.open_mini_app())
    assert list(fields) == ["query_id", "user", "auth_date", "signature", "hash"]
    assert fields["auth_date"] == [str(int(NOON.timestamp()))]
    assert '"allows_write_to_pm":true' in fields["user"][0]


async def test_init_data_of_a_person_who_blocked_the_bot_does_not_allow_writing(anna: ChatUser) -> None:
    await anna.block()
    assert "allows_write_to_pm" not in anna.open_mini_app()


async def test_init_data_of_another_bot_is_refused(anna: ChatUser) -> None:
    with pytest.raises(Unauthorized):
        read_init_data(anna.open_mini_app(), "7002:another", NOON)


async def test_init_data_is_dated_by_the_sandboxs_clock(anna: ChatUser, sandbox: Sandbox) -> None:
    sandbox.clock.advance(timedelta(days=3))
    read_init_data(anna.open_mini_app(), TOKEN, NOON + timedelta(days=3))
    with pytest.raises(Unauthorized, match="future"):
        read_init_data(anna.open_mini_app(), TOKEN, NOON)


async def test_the_page_gets_init_data(anna: ChatUser, address: str) -> None:
    async with httpx.AsyncClient(base_url=f"{address}/sandbox/page", timeout=60) as page:
        launch = (await page.post(f"/chats/7001/{ANNA}/mini_app")).json()
    assert read_init_data(launch["init_data"], TOKEN, NOON).user.telegram_id == ANNA
