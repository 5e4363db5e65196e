"""One trace through web, RabbitMQ and a worker, and processes whose collector is away."""

from app.sandbox.chat_user import ChatUser
from tests.receivers import receiving
from tests.services.deployment import CLEAN_ENDS, TOKEN, Deployment
from tests.services.guests import book
from tests.services.instances import free_port
from tests.services.workers import eventually

CONFIRMED = "Ждём вас!"


async def book_and_stop(deployment: Deployment, anna: ChatUser) -> list[str]:
    """Returns the logs of the processes."""
    processes = await deployment.start("web", "worker", "scheduler")
    await book(anna)
    await eventually(lambda: bool(deployment.received(CONFIRMED)))
    for process in processes:
        assert await process.stop() in CLEAN_ENDS[process.name], process.output
    return [process.output for process in processes]


async def test_a_trace_leads_from_the_update_to_the_workers_statements(
    on_each_database: Deployment, anna: ChatUser
) -> None:
    with receiving() as receiver:
        on_each_database.configure("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint)
        on_each_database.configure("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20Zm9v")
        await book_and_stop(on_each_database, anna)

    (trace,) = (
        spans
        for spans in receiver.traces.values()
        if any(span.statement.startswith("INSERT INTO bookings") for span in spans)
    )
    named = {(span.process, span.name) for span in trace}
    assert {
        ("bronya-web", "POST /webhook/{venue_id}"),
        ("bronya-web", "send/deliver_notification"),
        ("bronya-worker", "execute/deliver_notification"),
    } <= named
    assert any(span.process == "bronya-worker" and span.statement.startswith("UPDATE notifications") for span in trace)
    assert {headers["authorization"] for _, headers, _ in receiver.bodies} == {"Basic Zm9v"}
    assert [word for word in (TOKEN, anna.chat.person.first_name) if word in receiver.text_of_spans] == []


async def test_without_its_collector_and_sentry_a_deployment_works_and_stops_in_time(
    deployment: Deployment, anna: ChatUser
) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    deployment.configure("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://{nobody}")
    deployment.configure("SENTRY_DSN", f"http://key@{nobody}/42")
    web, worker, _ = await book_and_stop(deployment, anna)
    for output in (web, worker):
        assert output.count("traces are lost") == 1
        assert "urllib3" not in output
        assert "Traceback" not in output
