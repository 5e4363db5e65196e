"""Render every window of every venue in both languages."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from dishka import AsyncContainer

from app.bot.conversation import Conversation
from app.database.migrate import migrate_up
from app.domain.venues import Locale, Venues
from app.texts.translator import Translator
from tools.preview.page import Column, write_page
from tools.preview.product import open_product
from tools.preview.story import Story, tell_story
from tools.preview.windows import Renderer, views


async def render_page(venues_dir: Path, folder: Path) -> str:
    """Return the page with the windows of all venues in `venues_dir`, to be written to `folder`.

    Raises what a getter or a text raises: then a guest would be told that something broke.
    """
    with TemporaryDirectory() as temporary:
        database_url = f"sqlite+aiosqlite:///{temporary}/preview.sqlite3"
        # Alembic opens an event loop of its own.
        await asyncio.to_thread(migrate_up, database_url)
        async with open_product(venues_dir, database_url) as container:
            columns = await render_columns(container)
    return write_page(columns, folder)


async def render_columns(container: AsyncContainer) -> dict[str, Column]:
    """Return the windows of each venue in each language, by `venue · language` and then by their titles."""
    venues, renderer = await container.get(Venues), Renderer(container)
    stories = [await tell_story(container, venue) for venue in venues.values()]
    return {
        f"{story.venue.id} · {locale}": await _render_column(renderer, await container.get(Translator), story, locale)
        for story in stories
        for locale in Locale
    }


async def _render_column(renderer: Renderer, translator: Translator, story: Story, locale: Locale) -> Column:
    words = translator.words(story.venue, locale)
    return {
        view.title: await renderer.render(view, Conversation(story.venue, view.reader, words)) for view in views(story)
    }
