"""The chats come back from their file when the sandbox is started again."""

from datetime import timedelta
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, ReplyParameters

from app.sandbox.archive import load_chats, save_chats
from app.sandbox.clock import MovableClock
from app.sandbox.sandbox import BotCard, Sandbox, create_sandbox
from tests.sandbox.conftest import ANNA, NOON, TOKEN
from tests.sandbox.test_sending import PNG


def started_again() -> Sandbox:
    return create_sandbox([BotCard(TOKEN, "cafe_bot", "Cafe")], clock=MovableClock(NOON, frozen=True))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "demo.chats"


async def test_messages_files_and_the_clock_come_back(bot: Bot, sandbox: Sandbox, path: Path) -> None:
    anna = sandbox.user(ANNA, TOKEN)
    anna.write("/start")
    cake, start = BufferedInputFile(PNG, "cake.png"), ReplyParameters(message_id=anna.last.id)
    await bot.send_photo(ANNA, cake, caption="Cake?", reply_parameters=start)
    sandbox.clock.advance(timedelta(days=2))
    save_chats(sandbox.telegram, path)

    again = started_again()
    saved_at = load_chats(again.telegram, path)

    assert saved_at == NOON + timedelta(days=2)
    chat = again.user(ANNA, TOKEN).chat
    question, answer = chat.messages.values()
    assert (question.text, answer.text) == ("/start", "Cake?")
    assert answer.reply_to is question
    assert answer.photo is not None
    assert again.telegram.files[answer.photo.id].content == PNG
    assert chat.started
    assert chat.bot is again.telegram.bots[TOKEN]
    assert again.telegram.next_number() > answer.id


async def test_a_press_that_nobody_will_answer_is_forgotten(bot: Bot, sandbox: Sandbox, path: Path) -> None:
    anna = sandbox.user(ANNA, TOKEN)
    anna.write("/start")
    anna.press_data(anna.last, "yes")
    save_chats(sandbox.telegram, path)

    again = started_again()
    load_chats(again.telegram, path)

    assert again.user(ANNA, TOKEN).chat.presses == []


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"{}", b"\xff"])
def test_without_a_readable_file_the_chats_are_new(path: Path, content: bytes | None) -> None:
    if content is not None:
        path.write_bytes(content)
    again = started_again()

    assert load_chats(again.telegram, path) is None
    assert again.user(ANNA, TOKEN).messages == []


def test_the_file_of_another_release_is_not_read(sandbox: Sandbox, path: Path) -> None:
    sandbox.user(ANNA, TOKEN).write("/start")
    save_chats(sandbox.telegram, path)
    path.write_text(path.read_text().replace('"silent":', '"loud":'))
    again = started_again()

    assert load_chats(again.telegram, path) is None
    assert again.user(ANNA, TOKEN).messages == []
