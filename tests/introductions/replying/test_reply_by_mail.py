"""A real instance, a real mail server: somebody is written to, answers the mail, and the other reads the answer."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from intro_net.launch.places import ROOT
from tests.instance import Instance, running
from tests.introductions.replying.answering import answer_to
from tests.introductions.replying.handing_in import SECRET, TAKES_ANSWERS, forged, hand_in, reply_to
from tests.sink import Sink, running_sink, text_of

pytestmark = pytest.mark.faults
SCENE = """
import json
from apps.introductions.services.conversing import write_message
from django.utils import timezone
from tests.factories import make_circle, make_user
from tests.introductions.scenes import conversation_of
mina, jonas = make_user("Mina Park", email="mina@example.org"), make_user("Jonas Weber", email="jonas@example.org")
talk = conversation_of(make_circle("sailing", members=[mina, jonas]), mina, jonas)
print(json.dumps({"talk": talk.pk}))
"""
# As on the page: the form is sent, the view rings.
WRITE = """
from django.test import Client
from django.urls import reverse
from apps.profiles.models import User
client = Client()
client.force_login(User.objects.get(email="jonas@example.org"))
answer = client.post(reverse("introductions:conversation", args=[TALK]), {"body": "Shall we meet?\\nOn my boat?"})
print(answer.status_code)
"""
READ = """
from django.test import Client
from django.urls import reverse
from apps.profiles.models import User
client = Client()
client.force_login(User.objects.get(email="jonas@example.org"))
print(client.get(reverse("introductions:conversation", args=[TALK])).text)
"""


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def place(sink: Sink, tmp_path: Path) -> Iterator[Instance]:
    with running(tmp_path, "web", "quick", "beat", sink=sink, **TAKES_ANSWERS) as place:
        yield place


def messages(place: Instance) -> list[str]:
    return [body for (body,) in place.rows("SELECT body FROM introductions_message ORDER BY id")]


def test_a_mail_is_answered_and_the_other_reads_the_answer(place: Instance, sink: Sink) -> None:
    talk = str(json.loads(place.python(SCENE).splitlines()[-1])["talk"])
    assert place.python(WRITE.replace("TALK", talk)).strip() == "302"
    mail = sink.wait_for("mina@example.org", "Jonas Weber wrote to you")
    assert "Or simply answer this mail." in text_of(mail)
    address = reply_to(mail)
    assert address.startswith("reply+")
    raw = answer_to(
        address.upper(), "Tuesday works.\n\nAt the pier?", sender="Mina <mina@example.org>", quoted=text_of(mail)
    )

    assert [hand_in(place, raw, "another"), hand_in(place, raw), hand_in(place, raw)] == [404, 200, 200]
    assert hand_in(place, answer_to(forged(address), "Forged", sender="mina@example.org", number=2)) == 200

    assert messages(place) == ["Shall we meet?\nOn my boat?", "Tuesday works.\n\nAt the pier?"]
    page = place.python(READ.replace("TALK", talk))
    assert ("At the pier?" in page, "Or simply answer" in page, "Forged" in page) == (True, False, False)
    # Jonas gets the answer by mail, and answers it in turn, through a pipe.
    back = sink.wait_for("jonas@example.org", "Mina Park wrote to you")
    assert "On my boat?" not in text_of(back)
    pipe(place, answer_to(reply_to(back), "See you there.", sender="jonas@example.org", quoted=text_of(back), number=3))
    assert messages(place)[2:] == ["See you there."]
    sink.wait_for("mina@example.org", "Jonas Weber wrote to you", count=2)

    if shutil.which("curl"):
        again = answer_to(address, "By curl.", sender="mina@example.org", number=5)
        assert [script(place, again, "another"), script(place, again), script(place, b"")] == [75, 0, 75]
        assert messages(place).pop() == "By curl."

    # From another address nothing is taken, and she is told at hers.
    hand_in(place, answer_to(address, "Not me", sender="evil@example.net", number=4))
    told = sink.wait_for("mina@example.org", "An answer from another address was not sent")
    assert (told["Reply-To"], told["Auto-Submitted"], sink.to("evil@example.net")) == (None, "auto-generated", [])
    assert "Not me" not in messages(place)
    logs = "".join((place.data / f"{name}.log").read_text() for name in ("web", "quick", "beat")).lower()
    words = ("mina@", "evil@", "tuesday works", "reply+", address.partition("+")[2].partition("@")[0])
    assert [word for word in words if word in logs] == []
    assert "inbound: a mail to no address of ours was let go" in logs


def script(place: Instance, raw: bytes, secret: str = SECRET) -> int:
    """As Postfix calls it."""
    header = place.data / "inbound-header"
    header.write_text(f"Authorization: Bearer {secret}\n")
    command = [str(ROOT / "deploy/postfix/intro-net-inbound"), f"{place.url}/mail/inbound/", str(header)]
    return subprocess.run(command, input=raw, capture_output=True, check=False).returncode


def pipe(place: Instance, raw: bytes) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), "receive_mail"]
    done = subprocess.run(command, cwd=ROOT, env=place.environment, input=raw, capture_output=True, check=False)
    assert done.returncode == os.EX_OK, done.stderr
