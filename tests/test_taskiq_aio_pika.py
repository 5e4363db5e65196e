"""What `RabbitMQBroker` relies on in taskiq-aio-pika, private methods included.

When an upgrade of the package makes one of these fail, read what has changed in it, then adapt the broker.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import AsyncMock, MagicMock

import pytest
from aio_pika import DeliveryMode, ExchangeType
from aio_pika.abc import AbstractChannel
from taskiq import BrokerMessage
from taskiq_aio_pika import AioPikaBroker
from taskiq_aio_pika.exceptions import IncorrectRoutingKeyError

from app.queue import DELIVER_NOTIFICATION, QUEUE_LABEL, RabbitMQBroker

WORK: Mapping[str, object] = {
    "x-queue-type": "quorum",
    "x-delivery-limit": 3,
    "x-dead-letter-exchange": "",
    "x-dead-letter-routing-key": "dead",
}
DECLARED: Mapping[str, Mapping[str, object]] = {
    "dead": {"x-queue-type": "quorum", "x-max-length": 10_000},
    "urgent.2": WORK,
    "bulk.2": WORK,
}
"""Queues with their arguments. A running deployment has them: other arguments need another name (decision 7)."""


@dataclass(frozen=True)
class FakeQueue:
    name: str
    bind: AsyncMock = field(default_factory=AsyncMock)


@pytest.fixture
def channel() -> Any:
    """Records what is declared, bound and published."""
    channel = AsyncMock(AbstractChannel)
    channel.is_closed = False
    channel.declare_queue.side_effect = lambda name, **_: FakeQueue(name)
    channel.get_exchange.return_value = MagicMock(publish=AsyncMock())
    return channel


@pytest.fixture
def broker(channel: AbstractChannel) -> RabbitMQBroker:
    broker = RabbitMQBroker("amqp://nowhere/")
    broker.write_channel = channel
    return broker


def message(queue: str) -> BrokerMessage:
    return BrokerMessage(task_id="id", task_name=DELIVER_NOTIFICATION, message=b"body", labels={QUEUE_LABEL: queue})


def test_the_package_has_no_method_that_we_do_not_know() -> None:
    """We override `startup`, `listen` and `shutdown`. A new method may have taken over a part of what they must do."""
    assert {name for name, member in vars(AioPikaBroker).items() if inspect.isfunction(member)} == {
        "__init__",
        "startup",
        "_declare_exchanges",
        "_declare_dead_letter_queue",
        "_declare_queues",
        "with_queue",
        "with_queues",
        "kick",
        "listen",
        "shutdown",
    }
    assert list(inspect.signature(AioPikaBroker._declare_exchanges).parameters) == ["self"]
    assert list(inspect.signature(AioPikaBroker._declare_queues).parameters) == ["self", "channel"]


async def test_it_declares_our_exchange_on_the_channel_for_publishing(broker: RabbitMQBroker, channel: Any) -> None:
    await broker._declare_exchanges()

    channel.declare_exchange.assert_awaited_once()
    declared = channel.declare_exchange.await_args.kwargs
    assert (declared["name"], declared["type"], declared["durable"]) == ("bronya.2", ExchangeType.DIRECT, True)


async def test_it_declares_and_binds_our_queues_and_returns_those_for_tasks(
    broker: RabbitMQBroker, channel: Any
) -> None:
    found = await broker._declare_queues(channel)

    calls = [call.kwargs for call in channel.declare_queue.await_args_list]
    assert {call["name"]: call["arguments"] for call in calls} == DECLARED
    assert all(call["durable"] and not call["auto_delete"] and not call["exclusive"] for call in calls)
    assert [(queue.name, arguments) for queue, arguments in found] == [("urgent.2", {}), ("bulk.2", {})]
    bindings = [call.kwargs for queue, _ in found if isinstance(queue, FakeQueue) for call in queue.bind.mock_calls]
    assert [(bound["exchange"], bound["routing_key"]) for bound in bindings] == [
        ("bronya.2", "urgent"),
        ("bronya.2", "bulk"),
    ]


async def test_it_publishes_persistent_messages_by_the_label(broker: RabbitMQBroker, channel: Any) -> None:
    await AioPikaBroker.kick(broker, message("bulk"))

    channel.get_exchange.assert_awaited_once_with("bronya.2", ensure=False)
    publish = channel.get_exchange.return_value.publish
    (sent,), options = publish.await_args
    assert (sent.body, sent.delivery_mode) == (b"body", DeliveryMode.PERSISTENT)
    assert sent.headers["task_name"] == DELIVER_NOTIFICATION
    assert options == {"routing_key": "bulk"}, "mandatory, as is aio-pika's default"


async def test_it_refuses_an_unknown_queue(broker: RabbitMQBroker) -> None:
    with pytest.raises(IncorrectRoutingKeyError):
        await AioPikaBroker.kick(broker, message("urgnet"))
