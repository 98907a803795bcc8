import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from intro_net import file_broker
from intro_net.celery import app

PAYLOAD = {"body": "x" * 200_000}


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Any]:
    file_broker.register()
    folders = dict.fromkeys(["data_folder_in", "data_folder_out", "processed_folder"], str(tmp_path))
    with Connection("filesystem://", transport_options=folders | {"control_folder": str(tmp_path)}) as connection:
        yield connection.channel()


def test_broker_of_the_embedded_default_is_this_one() -> None:
    file_broker.register()

    with Connection("filesystem://", transport_options=app.conf.broker_transport_options) as connection:
        assert type(connection.transport) is file_broker.Transport


def test_message_is_not_there_before_it_is_whole(channel: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write, seen = Path.write_text, []

    def write_in_two_pieces(path: Path, text: str, encoding: str) -> int:
        write(path, text[:10], encoding=encoding)
        with pytest.raises(Empty):
            channel._get("quick")
        seen.append(path.name)
        return write(path, text, encoding=encoding)

    monkeypatch.setattr(Path, "write_text", write_in_two_pieces)
    channel._put("quick", PAYLOAD)

    assert len(seen) == 1
    assert channel._get("quick") == PAYLOAD


def test_reader_that_never_rests_gets_every_message_whole(channel: Any) -> None:
    writer = threading.Thread(target=lambda: [channel._put("quick", PAYLOAD | {"number": n}) for n in range(50)])
    got: list[int] = []
    writer.start()
    while len(got) < 50:
        try:
            got.append(channel._get("quick")["number"])
        except Empty:
            assert writer.is_alive() or len(got) == 50 or any(Path(channel.data_folder_in).glob("*.msg"))
    writer.join()

    assert sorted(got) == list(range(50))


def test_message_that_does_not_fit_leaves_nothing_behind(channel: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_text

    def run_out_of_room(path: Path, text: str, encoding: str) -> int:
        write(path, text[:10], encoding=encoding)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", run_out_of_room)
    with pytest.raises(ChannelError, match="cannot be written"):
        channel._put("quick", PAYLOAD)

    assert list(Path(channel.data_folder_out).iterdir()) == []
