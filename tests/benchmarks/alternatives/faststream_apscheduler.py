"""FastStream with APScheduler: `python faststream_apscheduler.py plan COUNT DUE_AT`, `... schedule`, `... work`.

Promised as by Bronya: planned messages are in a database and survive a restart, RabbitMQ confirms and replicates a
message, and a worker acknowledges it when it is sent. Not promised: APScheduler deletes a job when it starts to
publish, so a crash in between loses the message. Only one scheduler may run, and it does not see what another process
plans while it sleeps. A job is not planned in the transaction of its booking, and nobody reads the booking again before
the send. A message that is delivered again by RabbitMQ is sent again, and Telegram's limits are not kept.
"""

import os
import sys
from datetime import UTC, datetime

import uvloop
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardMarkup
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

TEXT, KEYBOARD = os.environ["TEXT"], InlineKeyboardMarkup.model_validate_json(os.environ["KEYBOARD"])
messages = RabbitQueue("messages", queue_type=QueueType.QUORUM, durable=True)
broker = RabbitBroker(os.environ["RABBITMQ_URL"], default_channel=Channel(prefetch_count=50), logger=None)


async def publish(chat_id: int) -> None:
    await broker.publish(chat_id, messages, persist=True)


def create_scheduler() -> AsyncIOScheduler:
    store = SQLAlchemyJobStore(f"sqlite:///{os.environ['JOBS_FILE']}")
    # Without the grace time it drops what is a second late.
    return AsyncIOScheduler(jobstores={"default": store}, job_defaults={"misfire_grace_time": None})


async def plan(count: int, due_at: datetime) -> None:
    scheduler = create_scheduler()
    scheduler.start(paused=True)
    for chat_id in range(1, count + 1):
        scheduler.add_job(publish, "date", run_date=due_at, args=[chat_id])
    scheduler.shutdown()


async def schedule() -> None:
    create_scheduler().start()
    await FastStream(broker).run()


async def work() -> None:
    api = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
    async with Bot("8001:benchmark", session=AiohttpSession(api=api)) as bot:

        @broker.subscriber(messages, ack_policy=AckPolicy.NACK_ON_ERROR)
        async def send(chat_id: int) -> None:
            await bot.send_message(chat_id, TEXT, parse_mode="HTML", reply_markup=KEYBOARD)

        await FastStream(broker).run()


match sys.argv[1:]:
    case ["plan", count, due_at]:
        uvloop.run(plan(int(count), datetime.fromtimestamp(float(due_at), UTC)))
    case ["schedule"]:
        uvloop.run(schedule())
    case ["work"]:
        uvloop.run(work())
