"""Celery with countdown: `python celery_countdown.py plan COUNT DUE_AT`, `... work`. It needs no scheduler.

Promised as by Bronya: RabbitMQ confirms and replicates a message when it is planned, and a worker acknowledges it
when it is sent. Not promised: what waits in RabbitMQ cannot be found, canceled or moved, and is lost with RabbitMQ. A
message is not planned in the transaction of its booking, and nobody reads the booking again before the send. A message
that is delivered again by RabbitMQ is sent again, and Telegram's limits are not kept.
"""

import os
import sys
import time
from math import ceil
from threading import local

import requests
from celery import Celery

SEND_MESSAGE = f"{os.environ['TELEGRAM_API_URL']}/bot8001:benchmark/sendMessage"
TEXT, KEYBOARD = os.environ["TEXT"], os.environ["KEYBOARD"]
of_thread = local()
app = Celery(broker=os.environ["RABBITMQ_URL"])
app.conf.update(
    task_default_queue="messages",
    task_default_queue_type="quorum",
    # With it a message waits in RabbitMQ until it is due; without it, in a worker, which takes no others meanwhile.
    task_default_exchange_type="topic",
    broker_transport_options={"confirm_publish": True},
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
)


@app.task(name="send")
def send(chat_id: int) -> None:
    if not hasattr(of_thread, "session"):
        of_thread.session = requests.Session()
    form = {"chat_id": chat_id, "text": TEXT, "parse_mode": "HTML", "reply_markup": KEYBOARD}
    of_thread.session.post(SEND_MESSAGE, data=form).raise_for_status()


def plan(count: int, due_at: float) -> None:
    for chat_id in range(1, count + 1):
        # RabbitMQ holds a message back for whole seconds. Celery rounds them down; this is late rather than early.
        send.apply_async([chat_id], countdown=ceil(due_at - time.time()))


match sys.argv[1:]:
    case ["plan", count, due_at]:
        plan(int(count), float(due_at))
    case ["work"]:
        # Threads, as all that a task does is to wait for an answer.
        options = ["--pool=threads", "--concurrency=50", "--loglevel=WARNING", f"--hostname={os.getpid()}@%h"]
        app.worker_main(["worker", *options])
