"""Write the file of an export and send it."""

import asyncio
import shutil
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import structlog

from app.database.retrying import read_when_available, write_when_available
from app.database.transaction import Database, Transaction
from app.domain.availability.slots import span_of_days
from app.domain.bookings import Booking, Role
from app.domain.exports import Export, ExportProgress
from app.domain.messages.letters import ExportLetter, Letter
from app.domain.messages.notifications import AnyNotification, Failure
from app.domain.venues import Venue, Venues
from app.runtime.clock import Clock
from app.runtime.trace import traced
from app.texts.translator import Translator, Words
from app.usecases.exports.booking_rows import BookingRows, BookingsPage
from app.usecases.exports.spreadsheets import TableFile, table_file
from app.usecases.messages.delivery.gate import Gate
from app.usecases.messages.delivery.lease import Lease
from app.usecases.messages.delivery.note_outcomes import note_outcomes
from app.usecases.messages.delivery.outcome import Failed, Outcome, Sent, Skipped, settle
from app.usecases.messages.delivery.send import Sender, send, within_limits
from app.usecases.messages.delivery.shared_transactions import SharedTransactions

log = structlog.stdlib.get_logger()

PAGE = 1000
"""Bookings that are read and written at a time."""
TELL_AFTER = 1.0
"""Seconds between two reports of the progress, and between two looks whether it was canceled."""
TURN_TIMEOUT = 60.0
"""Seconds for which an export waits while this process writes another one. Then the ledger brings it back."""
MOST_WAIT = timedelta(minutes=1)
"""For how long a written file waits for Telegram's limits. After that it is written anew, later."""
FOLDER = "bronya-export-"
LEFT_OVER_AFTER = timedelta(hours=1)
"""A folder this old is of a worker that was killed: an export takes minutes at most."""

TellProgress = Callable[[ExportProgress], Awaitable[None]]


class ExportBookings:
    """Write the file of a notification of the ledger, send it and record the outcome.

    It is delivered as every message is (`DeliverNotification`): any number of workers may be asked, one claims it and
    keeps its lease; after the death of the worker the ledger gives it to another one, which begins anew. The file is
    sent twice only when the worker dies after Telegram accepted it and before that is recorded.

    All pages are read in one snapshot of the database. A process writes one file at a time.
    """

    def __init__(
        self, database: Database, venues: Venues, translator: Translator, sender: Sender, clock: Clock
    ) -> None:
        self._database = database
        self._venues = venues
        self._translator = translator
        self._sender = sender
        self._clock = clock
        self._transactions = SharedTransactions(database, clock)
        self._gate = Gate(database, self._transactions, venues, clock)
        self._lease = Lease(database, clock)
        self._turn = asyncio.Lock()

    async def __call__(self, notification_id: int, tell: TellProgress) -> int:
        """Write and send it, unless another worker has it, or it is settled or not due.

        `tell` is called once a second at most. Returns how many bookings are in the file; 0 if none was sent.
        """
        try:
            async with asyncio.timeout(TURN_TIMEOUT):
                await self._turn.acquire()
        except TimeoutError:
            return 0
        try:
            return await self._deliver(notification_id, tell)
        finally:
            self._turn.release()

    async def _deliver(self, notification_id: int, tell: TellProgress) -> int:
        claimed = await self._transactions.claim(notification_id)
        if claimed is None:
            return 0
        with traced(claimed.trace):
            return await self._deliver_claimed(claimed, tell)

    async def _deliver_claimed(self, claimed: AnyNotification, tell: TellProgress) -> int:
        async with self._lease.keep([claimed]):
            outcome, number = await self._write_and_send(claimed, tell)
            now = self._clock.now()
            await write_when_available(self._database, lambda tx: settle(tx, self._venues, [(claimed, outcome)], now))
        note_outcomes([(claimed, outcome)], now)
        return number if isinstance(outcome, Sent) else 0

    async def _write_and_send(self, claimed: AnyNotification, tell: TellProgress) -> tuple[Outcome, int]:
        letter = await self._check(claimed)
        if not isinstance(letter, ExportLetter):
            return letter, 0
        await asyncio.to_thread(delete_left_over)
        with tempfile.TemporaryDirectory(prefix=FOLDER) as folder:
            try:
                number, path = await self._write(letter, Path(folder), tell)
            except ExportCanceled:
                return Skipped("an admin canceled it"), 0
            except Exception as defect:  # noqa: BLE001  whatever it is, it is recorded
                # Only where and what: the text of an error may have the name of a guest.
                frames = "".join(traceback.format_tb(defect.__traceback__))
                log.error("export not written", notification=claimed.id, error=type(defect).__name__, at=frames)
                return Failed(Failure.DEFECT, type(defect).__name__), 0
            return await self._send(claimed, path, number), number

    async def _check(self, claimed: AnyNotification) -> ExportLetter | Outcome:
        checked = await self._gate(claimed)
        if isinstance(checked, Letter) and not isinstance(checked, ExportLetter):
            raise TypeError(f"notification {claimed.id} is no export")
        return checked

    async def _write(self, letter: ExportLetter, folder: Path, tell: TellProgress) -> tuple[int, Path]:
        """Write the file. Returns how many bookings it has. Raises `ExportCanceled`."""
        venue = letter.envelope.venue
        words = self._translator.words(venue, letter.envelope.locale)
        path = folder / file_name(letter.export)
        work = FileOfBookings(self._database, venue, letter.export, words, self._clock, tell)
        return await read_when_available(self._database, lambda tx: work.write(tx, path)), path

    async def _send(self, claimed: AnyNotification, path: Path, number: int) -> Outcome:
        """Send the file when Telegram's limits have room, unless it was canceled meanwhile."""

        async def attempt(has_waited: bool) -> Outcome:
            letter = await self._check(claimed)
            if not isinstance(letter, ExportLetter):
                return letter
            await self._sender.reserve(letter.envelope.notification, has_waited=has_waited)
            ((_, outcome),) = await send(self._sender, replace(letter, file=path, number=number), self._clock)
            return outcome

        return await within_limits(attempt, self._clock, MOST_WAIT, stays=True)


class ExportCanceled(Exception):  # noqa: N818  the fact, not a fault
    """An admin has canceled the export."""


class FileOfBookings:
    """Writes the bookings of one export, page by page."""

    def __init__(
        self, database: Database, venue: Venue, export: Export, words: Words, clock: Clock, tell: TellProgress
    ) -> None:
        self._database = database
        self._venue = venue
        self._export = export
        self._tell = tell
        self._rows = BookingRows(venue, words, clock.now())
        self._told_at = 0.0

    async def write(self, tx: Transaction, path: Path) -> int:
        """Write all of the snapshot `tx` to a new file. Returns how many there are. Raises `ExportCanceled`."""
        venue_id = self._venue.id
        span = span_of_days(self._venue, [self._export.first_day, self._export.last_day])
        total, done = await tx.venue_bookings.count_between(venue_id, *span), 0
        file = await asyncio.to_thread(table_file, self._export.file_format, path)
        try:
            await asyncio.to_thread(file.write, [self._rows.header()])
            async for bookings in tx.venue_bookings.pages_between(venue_id, *span, PAGE):
                await self._look_up(ExportProgress(done, total))
                await asyncio.to_thread(self._append, file, await self._page(tx, bookings))
                done += len(bookings)
        finally:
            await asyncio.to_thread(file.__exit__, None, None, None)
        await self._look_up(ExportProgress(done, total))
        return done

    def _append(self, file: TableFile, page: BookingsPage) -> None:
        file.write(self._rows.of(page))

    async def _page(self, tx: Transaction, bookings: list[Booking]) -> BookingsPage:
        guests = await tx.guests.get_many({booking.guest_id for booking in bookings})
        cancelers = await tx.booking_history.cancelers([booking.id for booking in bookings])
        actors = {actor.telegram_id for actor in cancelers.values() if actor.role is Role.ADMIN}
        admins = await tx.guests.of_chats(self._venue.id, [actor for actor in actors if actor])
        ratings = await tx.ratings.of_bookings([booking.id for booking in bookings])
        return BookingsPage(bookings, guests, cancelers, ratings, admins)

    async def _look_up(self, progress: ExportProgress) -> None:
        """Once a second, tell the progress. Raises `ExportCanceled` if it was canceled."""
        if time.monotonic() - self._told_at < TELL_AFTER:
            return
        self._told_at = time.monotonic()
        # In a transaction of its own: the snapshot does not show that it was canceled since.
        export = await read_when_available(self._database, lambda tx: tx.exports.find(self._venue.id, self._export.id))
        if export is None or export.canceled_at:
            raise ExportCanceled
        await self._tell(progress)


def file_name(export: Export) -> str:
    """`binary_bites-2026-11-01-2026-11-30.xlsx`."""
    return f"{export.venue_id}-{export.first_day}-{export.last_day}.{export.file_format}"


def delete_left_over() -> None:
    """Delete the files of exports whose worker was killed: they have names and phone numbers."""
    oldest = time.time() - LEFT_OVER_AFTER.total_seconds()
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder)
