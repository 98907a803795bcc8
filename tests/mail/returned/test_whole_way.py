"""A real instance and a real mail server: a mail leaves, comes back by the hook or is told of by a provider, and
nothing more goes to its address until the person who has it says so on their page."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.mail.models import OutboxMail
from tests.instance import Instance, running
from tests.introductions.replying.handing_in import TAKES_ANSWERS, forged, hand_in
from tests.mail.returned import told
from tests.mail.returned.shapes import report
from tests.sink import Sink, running_sink

pytestmark = pytest.mark.faults
PEOPLE = """
from tests.factories import make_user
for name in ("ana", "bob", "cem"):
    make_user(name.title(), email=f"{name}@example.org", password="four words in a row")
"""
WRITE = """
from django.utils import timezone
from apps.mail.outbox import enqueue
from apps.mail.tasks import deliver_quick
from apps.profiles.models import User
for user in User.objects.exclude(email="operator@example.org").order_by("pk"):
    enqueue("made_curator", key=f"KEY.{user.pk}", address=user.email, user_id=user.pk, due_at=timezone.now(),
            payload={"circle": CIRCLE})
deliver_quick()
"""
CIRCLE = """
from apps.profiles.models import User
from tests.factories import join, make_circle
people = list(User.objects.exclude(email="operator@example.org").order_by("pk"))
circle = make_circle("sailing", curator=people[0], members=[])
for person in people[1:]:
    join(circle, person, role="curator")
print(circle.pk)
"""
HOME = """
from django.test import Client
from apps.profiles.models import User
client = Client()
client.force_login(User.objects.get(email="WHOSE"))
print(client.get("/").text)
"""
AGAIN = """
from django.test import Client
from apps.profiles.models import User
client = Client()
client.force_login(User.objects.get(email="WHOSE"))
print(client.post("/settings/mail/again/", {"address": "WHOSE"}).status_code)
"""


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def place(sink: Sink, tmp_path: Path) -> Iterator[Instance]:
    secrets = {f"ANYMAIL_{name}": value for name, value in told.ANYMAIL.items()}
    with running(tmp_path, "web", sink=sink, INBOUND_RETURNS="1", **TAKES_ANSWERS, **secrets) as place:
        yield place


def tell(place: Instance, provider: str, what: object, *, secret: str = told.SECRET) -> int:
    headers = {"Authorization": told.basic(secret), "Content-Type": "application/json"}
    request = urllib.request.Request(f"{place.url}/anymail/{provider}/tracking/", told.body_of(what), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def paused(place: Instance) -> list[tuple[bool, bool]]:
    rows = place.rows("SELECT bounced_at, reported_at FROM mail_pausedaddress ORDER BY id")
    return [(bounced is not None, reported is not None) for bounced, reported in rows]


def test_a_mail_comes_back_and_its_reader_decides(place: Instance, sink: Sink) -> None:
    place.python(PEOPLE)
    write = WRITE.replace("CIRCLE", place.python(CIRCLE).strip().splitlines()[-1])
    place.python(write.replace("KEY", "first"))
    back = {to: sender for sender, to in sink.envelopes}
    assert set(back) == {"ana@example.org", "bob@example.org", "cem@example.org"}
    assert all(re.fullmatch(r"reply\+[a-z2-7]{48}@in\.example\.org", sender) for sender in back.values())
    now = datetime.now(UTC)

    ana, bob, cem = (OutboxMail(pk=1, address=f"{name}@example.org") for name in ("ana", "bob", "cem"))
    by_mail = report("gmail_unknown", ana, address=back[ana.address])
    assert hand_in(place, report("gmail_unknown", ana, address=forged(back[ana.address]))) == 200
    assert tell(place, "postmark", told.postmark("HardBounce", bob.address, now), secret=f"{told.SECRET}x") == 404
    assert tell(place, "mailgun", told.mailgun("complained", cem.address, now, key="another")) == 404
    assert paused(place) == []

    assert [hand_in(place, by_mail), hand_in(place, by_mail)] == [200, 200]
    assert tell(place, "postmark", told.postmark("HardBounce", bob.address, now)) == 200
    assert tell(place, "mailgun", told.mailgun("complained", cem.address, now)) == 200
    assert tell(place, "postmark", told.postmark("SpamComplaint", "nobody@example.org", now)) == 200
    assert paused(place) == [(True, False), (True, False), (False, True)]

    place.python(write.replace("KEY", "second"))
    assert len(sink.envelopes) == 3
    pages = {one.address: place.python(HOME.replace("WHOSE", one.address)) for one in (ana, bob, cem)}
    assert ["came back" in page for page in pages.values()] == [True, True, False]
    assert "as unwanted" in pages[cem.address]

    for one in (ana, cem):
        assert place.python(AGAIN.replace("WHOSE", one.address)).strip() == "302"
    assert hand_in(place, by_mail) == 200
    place.python(write.replace("KEY", "third"))
    assert sorted(to for _, to in sink.envelopes[3:]) == [ana.address, cem.address]
    assert "not written to: fewer than 5 addresses (mail came back)" in place.manage("outbox")
    assert [word for word in ("ana@", "bob@", "cem@", "reply+") if word in place.log("web")] == []
    assert json.dumps(paused(place)) == "[[false, false], [true, false], [false, false]]"
