import os
import time

import pytest
from kombu import Connection, Exchange, Queue
from kombu.exceptions import OperationalError

from jadro.celery import app  # registers the transport
from jadro.outbox.transport import Transport

QUEUE = Queue("jadro", Exchange("jadro"), routing_key="jadro")


@pytest.fixture
def folders(tmp_path):
    messages, control = tmp_path / "messages", tmp_path / "control"
    messages.mkdir()
    control.mkdir()
    Transport.global_state.clear()  # what this process has bound already, in another test's folders
    return messages, control


@pytest.fixture
def connection(folders):
    messages, control = folders
    options = {"data_folder_in": str(messages), "data_folder_out": str(messages), "control_folder": str(control)}
    with Connection("filesystem://", transport_options=options) as opened:
        yield opened


def publish(connection, body):
    connection.Producer().publish(body, exchange=QUEUE.exchange, routing_key="jadro", declare=[QUEUE])


def test_our_transport_carries_filesystem_addresses(connection):
    assert app is not None
    assert type(connection.transport).__module__ == "jadro.outbox.transport"


def test_messages_come_out_in_order_and_leave_nothing_behind(connection, folders):
    for number in range(20):
        publish(connection, {"number": number})

    with connection.SimpleQueue(QUEUE) as queue:
        received = []
        for _number in range(20):
            message = queue.get(timeout=2)
            received.append(message.payload["number"])
            message.ack()

    messages, control = folders
    assert received == list(range(20))
    assert list(messages.iterdir()) == []
    assert [path.name for path in control.iterdir()] == ["jadro.exchange"]


def test_a_file_half_written_is_not_seen(connection, folders):
    messages, _control = folders
    publish(connection, {"number": 1})
    whole = next(messages.iterdir())
    (messages / f".{whole.name}.x.part").write_bytes(whole.read_bytes()[:10])

    channel = connection.default_channel
    assert channel._size("jadro") == 1
    assert channel._get("jadro")["headers"] is not None
    assert channel._size("jadro") == 0


def test_leftovers_of_a_killed_process_are_removed_when_old(connection, folders):
    messages, control = folders
    old, new = messages / ".1.jadro.msg.x.part", messages / ".2.jadro.msg.taken"
    old_control = control / ".jadro.exchange.x.part"
    for path in (old, new, old_control):
        path.write_text("{")
    for path in (old, old_control):
        os.utime(path, (time.time() - 7200, time.time() - 7200))

    connection.channel()

    assert [path.exists() for path in (old, new, old_control)] == [False, True, False]


def test_a_folder_that_is_gone_is_an_operational_error(connection, folders):
    messages, _control = folders
    publish(connection, {"number": 1})
    for path in messages.iterdir():
        path.unlink()
    messages.rmdir()

    with pytest.raises(OperationalError):
        publish(connection, {"number": 2})


def test_a_folder_that_is_gone_reaches_the_caller_of_celery_as_the_same_error(folders):
    from celery import Celery

    messages, control = folders
    gone = {
        "data_folder_in": str(messages / "gone"),
        "data_folder_out": str(messages / "gone"),
        "control_folder": str(control),
    }
    other = Celery("other", broker="filesystem://", set_as_current=False)
    other.conf.broker_transport_options = gone

    with pytest.raises(OperationalError):
        other.send_task("anything", args=[1])
