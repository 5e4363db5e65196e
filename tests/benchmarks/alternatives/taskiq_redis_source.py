"""Taskiq with taskiq-redis's source of schedules: `python taskiq_redis_source.py plan COUNT DUE_AT`, `... schedule`,
`... work`.

Promised as by Bronya: RabbitMQ confirms and replicates a message, and a worker acknowledges it when it is sent; a
schedule is deleted when its message is confirmed. Not promised: all that is planned is lost with Redis. Two schedulers
send each message twice. A message is not planned in the transaction of its booking, and nobody reads the booking again
before the send. A message that is delivered again by RabbitMQ is sent again, and Telegram's limits are not kept.
"""

import os
import sys
from datetime import UTC, datetime, timedelta

import uvloop
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardMarkup
from taskiq import TaskiqEvents, TaskiqScheduler, TaskiqState
from taskiq.api import run_receiver_task, run_scheduler_task
from taskiq_aio_pika import AioPikaBroker, Queue, QueueType
from taskiq_redis import ListRedisScheduleSource

API = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
TEXT, KEYBOARD = os.environ["TEXT"], InlineKeyboardMarkup.model_validate_json(os.environ["KEYBOARD"])
messages = Queue(name="messages", type=QueueType.QUORUM)
broker = AioPikaBroker(os.environ["RABBITMQ_URL"], qos=50, task_queues=[messages])
source = ListRedisScheduleSource(os.environ["REDIS_URL"])


@broker.on_event(TaskiqEvents.WORKER_STARTUP)
async def create_bot(state: TaskiqState) -> None:
    state.bot = Bot("8001:benchmark", session=AiohttpSession(api=API))


@broker.task("send")
async def send(chat_id: int) -> None:
    await broker.state.bot.send_message(chat_id, TEXT, parse_mode="HTML", reply_markup=KEYBOARD)


async def plan(count: int, due_at: datetime) -> None:
    for chat_id in range(1, count + 1):
        await send.schedule_by_time(source, due_at, chat_id)


async def schedule() -> None:
    await run_scheduler_task(TaskiqScheduler(broker, [source]), run_startup=True, interval=timedelta(seconds=1))


async def work() -> None:
    broker.is_worker_process = True
    await run_receiver_task(broker, run_startup=True, max_async_tasks=50)


match sys.argv[1:]:
    case ["plan", count, due_at]:
        uvloop.run(plan(int(count), datetime.fromtimestamp(float(due_at), UTC)))
    case ["schedule"]:
        uvloop.run(schedule())
    case ["work"]:
        uvloop.run(work())
