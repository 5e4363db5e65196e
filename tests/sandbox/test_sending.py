"""Sending messages: formatting, keyboards, files, refusals and limits."""

import asyncio
import struct
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    WebAppInfo,
)

from app.sandbox.bot_api.api import ApiMode
from app.sandbox.chat_user import ChatUser
from app.sandbox.sandbox import Sandbox

from .conftest import ANNA, BEN

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 320, 200) + b"\x08\x02\x00\x00\x00"


def keyboard(**button: object) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Press", **button)]])  # type: ignore[arg-type]


async def test_html_becomes_text_and_entities(anna: ChatUser, hooked: Bot) -> None:
    sent = await hooked.send_message(ANNA, "👍 <b>Bold <i>and</i></b> &lt;plain&gt; /start", parse_mode="HTML")
    assert anna.last.text == sent.text == "👍 Bold and <plain> /start"
    entities = [(each.type, each.extract_from(sent.text)) for each in sent.entities or []]
    assert entities == [("bold", "Bold and"), ("italic", "and"), ("bot_command", "/start")]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>bold", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ж <div>x</div>", 'Unsupported start tag "div" at byte offset 3'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_html_that_does_not_parse_is_refused(anna: ChatUser, hooked: Bot, html: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match="can't parse entities") as refusal:
        await hooked.send_message(ANNA, html, parse_mode="HTML")
    assert refusal.value.message == f"Bad Request: can't parse entities: {reason}"


async def test_links_mentions_and_code_are_entities(anna: ChatUser, hooked: Bot) -> None:
    text = (
        '<a href="https://example.com/?a=1&amp;b=2">site</a> <a href="tg://user?id=102">Ben</a> '
        '<pre><code class="language-python">x</code></pre> '
        "<blockquote expandable>q</blockquote> <tg-spoiler>s</tg-spoiler>"
    )
    sent = await hooked.send_message(ANNA, text, parse_mode="HTML")
    link, mention, code, quote, spoiler = sent.entities or []
    assert (link.type, link.url) == ("text_link", "https://example.com/?a=1&b=2")
    assert (mention.type, mention.user and mention.user.id) == ("text_mention", BEN)
    assert (code.type, code.language) == ("pre", "python")
    assert (quote.type, spoiler.type) == ("expandable_blockquote", "spoiler")


async def test_markdown_is_refused(anna: ChatUser, hooked: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="HTML only, not MarkdownV2"):
        await hooked.send_message(ANNA, "*bold*", parse_mode="MarkdownV2")


async def test_length_is_counted_after_parsing(anna: ChatUser, hooked: Bot) -> None:
    await hooked.send_message(ANNA, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await hooked.send_message(ANNA, "x" * 4097)
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await hooked.send_message(ANNA, "<b> </b>", parse_mode="HTML")
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await hooked.send_photo(ANNA, BufferedInputFile(PNG, "p.png"), caption="x" * 1025)


async def test_length_is_counted_in_characters_and_not_in_utf16_units(anna: ChatUser, hooked: Bot) -> None:
    emoji = await hooked.send_message(ANNA, "🎷" * 4096)
    assert emoji.text == "🎷" * 4096
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await hooked.send_message(ANNA, "🎷" * 4097)
    await hooked.send_photo(ANNA, BufferedInputFile(PNG, "p.png"), caption="🎷" * 1024)
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await hooked.send_photo(ANNA, BufferedInputFile(PNG, "p.png"), caption="🎷" * 1025)
    await hooked.set_my_description("🎷" * 512)
    await hooked.set_my_short_description("🎷" * 120)
    with pytest.raises(TelegramBadRequest, match="text is too long"):
        await hooked.set_my_short_description("🎷" * 121)
    await hooked.set_my_commands([BotCommand(command="book", description="🎷" * 256)])


async def test_button_data_is_counted_in_bytes_and_its_copied_text_in_characters(anna: ChatUser, hooked: Bot) -> None:
    def under(**action: Any) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x", **action)]])

    await hooked.send_message(ANNA, "x", reply_markup=under(callback_data="🎷" * 16))
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await hooked.send_message(ANNA, "x", reply_markup=under(callback_data="🎷" * 17))
    await hooked.send_message(ANNA, "x", reply_markup=under(copy_text=CopyTextButton(text="🎷" * 256)))
    with pytest.raises(TelegramBadRequest, match="BUTTON_COPY_TEXT_INVALID"):
        await hooked.send_message(ANNA, "x", reply_markup=under(copy_text=CopyTextButton(text="🎷" * 257)))


async def test_answer_to_a_press_is_counted_in_characters(anna: ChatUser, hooked: Bot) -> None:
    button = InlineKeyboardButton(text="Press", callback_data="x")
    await hooked.send_message(ANNA, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))
    anna.press("Press")
    press = anna.chat.presses[-1]
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await hooked.answer_callback_query(press.id, "🎷" * 201)
    await hooked.answer_callback_query(press.id, "🎷" * 200)


async def test_a_bot_can_write_only_to_people_who_started_and_did_not_block_it(anna: ChatUser, hooked: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="Bad Request: chat not found"):
        await hooked.send_message(999, "nobody")
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot can't initiate conversation with a user"):
        await hooked.send_message(BEN, "we never met")
    await anna.block()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await hooked.send_message(ANNA, "please come back")
    await anna.unblock()
    await hooked.send_message(ANNA, "welcome back")


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"callback_data": "ж" * 33}, "BUTTON_DATA_INVALID"),
        ({}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"url": "not an address"}, "inline keyboard button URL 'not an address' is invalid: Wrong HTTP URL"),
        (
            {"web_app": WebAppInfo(url="http://example.com/app")},
            "inline keyboard button Web App URL 'http://example.com/app' is invalid: Only HTTPS links are allowed",
        ),
        ({"copy_text": CopyTextButton(text="x" * 257)}, "BUTTON_COPY_TEXT_INVALID"),
        ({"callback_data": "a", "url": "https://example.com"}, "must have exactly one of callback_data, url"),
    ],
)
async def test_a_wrong_button_is_refused(anna: ChatUser, hooked: Bot, button: dict[str, object], reason: str) -> None:
    with pytest.raises(TelegramBadRequest) as refusal:
        await hooked.send_message(ANNA, "Choose", reply_markup=keyboard(**button))
    assert refusal.value.message.endswith(reason)


async def test_every_kind_of_button_is_kept_in_its_row(anna: ChatUser, hooked: Bot) -> None:
    markup = InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(text="Yes", callback_data="ж" * 32, style="success"),
                InlineKeyboardButton(text="Site", url="https://example.com"),
            ],
            [InlineKeyboardButton(text="App", web_app=WebAppInfo(url="http://127.0.0.1:8000/app/"))],
            [InlineKeyboardButton(text="Copy", copy_text=CopyTextButton(text="WELCOME10"))],
        ]
    )
    sent = await hooked.send_message(ANNA, "Choose", reply_markup=markup)
    assert anna.last.buttons == [["Yes", "Site"], ["App"], ["Copy"]]
    assert sent.reply_markup
    assert sent.reply_markup.model_dump() == markup.model_dump()


async def test_a_reply_keyboard_stays_until_it_is_removed(anna: ChatUser, hooked: Bot) -> None:
    rows = [[KeyboardButton(text="My phone", request_contact=True), KeyboardButton(text="No")]]
    await hooked.send_message(ANNA, "Phone?", reply_markup=ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True))
    await anna.tap("My phone")
    assert anna.last.contact == {"phone_number": "+79161234501", "first_name": "Анна", "user_id": ANNA}
    await hooked.send_message(ANNA, "Thank you", reply_markup=ReplyKeyboardRemove())
    with pytest.raises(LookupError, match="My phone"):
        anna.tap("My phone")
    await hooked.send_message(ANNA, "Your name?", reply_markup=ForceReply(input_field_placeholder="Name"))
    assert anna.last.reply_markup == {"force_reply": True, "input_field_placeholder": "Name"}


async def test_a_reply_to_a_missing_message_is_refused_unless_allowed(anna: ChatUser, hooked: Bot) -> None:
    first = anna.last.id
    reply = await hooked.send_message(ANNA, "Hi", reply_parameters=ReplyParameters(message_id=first))
    assert reply.reply_to_message
    assert reply.reply_to_message.text == "/start"
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await hooked.send_message(ANNA, "Hi", reply_parameters=ReplyParameters(message_id=10**9))
    forgiving = ReplyParameters(message_id=10**9, allow_sending_without_reply=True)
    assert (await hooked.send_message(ANNA, "Hi", reply_parameters=forgiving)).reply_to_message is None


async def test_options_of_a_message_are_applied(anna: ChatUser, hooked: Bot, sandbox: Sandbox) -> None:
    sent = await hooked.send_message(
        ANNA,
        "psst",
        disable_notification=True,
        protect_content=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert anna.last.silent
    assert sent.has_protected_content
    assert sent.date == sandbox.clock.now()


async def test_photos_and_documents_are_stored_and_can_be_sent_again(anna: ChatUser, hooked: Bot) -> None:
    sent = await hooked.send_photo(ANNA, BufferedInputFile(PNG, "table.png"), caption="<i>Table</i>", parse_mode="HTML")
    assert sent.photo
    assert (sent.photo[0].width, sent.photo[0].height, sent.caption) == (320, 200, "Table")
    again = await hooked.send_photo(ANNA, sent.photo[0].file_id)
    assert again.photo == sent.photo
    await hooked.send_document(ANNA, BufferedInputFile(b"BEGIN:VCALENDAR", "visit.ics"))
    document = anna.last.document
    assert document
    assert (document.name, document.mime_type) == ("visit.ics", "text/calendar")
    downloaded = await hooked.download(document.id)
    assert downloaded
    assert downloaded.read() == b"BEGIN:VCALENDAR"
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await hooked.send_photo(ANNA, BufferedInputFile(b"no picture", "x.png"))
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await hooked.send_document(ANNA, "never-uploaded")


async def test_an_album_is_posted_as_a_whole_or_not_at_all(anna: ChatUser, hooked: Bot) -> None:
    def photo(content: bytes = PNG, caption: str | None = None) -> InputMediaPhoto:
        return InputMediaPhoto(media=BufferedInputFile(content, "p.png"), caption=caption)

    posted = await hooked.send_media_group(ANNA, [photo(caption="Two"), photo()])
    assert [(message.caption, bool(message.photo)) for message in posted] == [("Two", True), (None, True)]
    before = len(anna.messages)
    with pytest.raises(TelegramBadRequest, match="2-10 items"):
        await hooked.send_media_group(ANNA, [photo()])
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await hooked.send_media_group(ANNA, [photo(), photo(caption="x" * 1025)])
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await hooked.send_media_group(ANNA, [photo(), photo(b"no picture")])
    assert len(anna.messages) == before


async def test_a_chat_action_ends_with_the_next_message(anna: ChatUser, hooked: Bot) -> None:
    await hooked.send_chat_action(ANNA, "typing")
    during = anna.chat.action
    await hooked.send_message(ANNA, "done")
    assert (during, anna.chat.action) == ("typing", None)
    with pytest.raises(TelegramBadRequest, match="wrong parameter action"):
        await hooked.send_chat_action(ANNA, "dancing")


async def test_a_chat_gets_at_most_three_messages_at_once(anna: ChatUser, hooked: Bot, sandbox: Sandbox) -> None:
    sandbox.api.mode = ApiMode.LIMITED
    for number in range(3):
        await hooked.send_message(ANNA, f"message {number}")
    with pytest.raises(TelegramRetryAfter) as refusal:
        await hooked.send_message(ANNA, "one too many")
    assert refusal.value.retry_after == 1
    assert refusal.value.message.endswith("Too Many Requests: retry after 1")


async def test_a_bot_sends_at_most_thirty_messages_at_once(hooked: Bot, sandbox: Sandbox) -> None:
    sandbox.api.mode = ApiMode.LIMITED
    people = [sandbox.add_person(first_name=f"Guest {number}") for number in range(60)]
    for person in people:
        sandbox.user(person.id, hooked.token).chat.started = True
    answers = await asyncio.gather(
        *(hooked.send_message(person.id, "hello") for person in people), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, TelegramRetryAfter)]
    assert 10 <= len(refused) <= 30
