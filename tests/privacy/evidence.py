"""A whole instance on which people do what people do, with words that nobody else uses, and two things break. What its
processes have written about it is the evidence."""

import gzip
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection

from tests.instance import ASK_NOW, PATIENCE, Instance, running
from tests.privacy.visitor import Visitor
from tests.sink import Sink, running_sink, text_of

PROCESSES = ("web", "beat", "quick", "bulk")
PASSWORD = "Wistaria-and-quince-77"
# Of what people typed; each stands for a kind of thing that must not be found.
ADDRESS, GUEST, CURATOR = "zuzanna.quillfeather@example.org", "ottokar@brindlewick.example", "carol@example.org"
WORDS = {
    "name": "Zuzanna Quillfeather", "other": "Ignatius Brindlewick", "fact": "tatzelwurm", "about": "I whittle lutes",
    "sentence": "You tell the best yarns", "note": "You both mend clavichords", "message": "Mulberries at seven",
    "wrong": "not-the-password-Xq9", "tag": "marmalade",
}  # fmt: skip
SCENE = f"""
from tests.factories import join, make_circle, make_user
carol = make_user("Carol Curator", email={CURATOR!r}, password={PASSWORD!r})
other = make_user({WORDS["other"]!r}, email="other@example.org", password={PASSWORD!r})
make_circle({WORDS["tag"]!r}, curator=carol, members=[other])
"""
JOIN = f"""
from apps.circles.models import Circle
from apps.profiles.models import User
from tests.factories import join
join(Circle.objects.get(), User.objects.get(email={ADDRESS!r}))
"""
DIGESTS = """
from django.utils import timezone
from apps.digests.services.running import run_due
from apps.digests.services.schedules import ensure_schedules
ensure_schedules(at=timezone.now())
run_due(at=timezone.now(), everybody=True)
"""


@dataclass
class Evidence:
    lines: dict[str, list[str]] = field(default_factory=dict)
    envelopes: list[str] = field(default_factory=list)
    metrics: str = ""
    secrets: set[str] = field(default_factory=set)
    request_ids: dict[str, str] = field(default_factory=dict)

    def found_in(self, text: str) -> set[str]:
        """What of people's words is there, however it is written."""
        return {secret for secret in self.secrets if secret.lower() in text.lower()}


@contextmanager
def receiver(into: list[str]) -> Iterator[str]:
    """A Sentry that takes whatever comes; its DSN."""

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            into.append((gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://public@127.0.0.1:{server.server_port}/1"
    finally:
        server.shutdown()
        server.server_close()


def gather(folder: Path) -> Evidence:
    evidence = Evidence(secrets={*WORDS.values(), ADDRESS, GUEST, PASSWORD, "quillfeather", "brindlewick"})
    extras = {"LOG_FORMAT": "json", "DJANGO_SETTINGS_MODULE": "tests.privacy.faulty.settings"}
    with receiver(evidence.envelopes) as dsn, running_sink() as sink:
        with running(folder, *PROCESSES, sink=sink, SENTRY_DSN=dsn, BEHIND_PROXY="1", **extras) as instance:
            instance.python(SCENE)
            zuzanna = arrive(instance, sink, evidence)
            meet(instance, sink, zuzanna, evidence)
            get_lost(instance, zuzanna, evidence)
            evidence.metrics = wait_for_the_workers(instance)
        evidence.lines = {name: (instance.data / f"{name}.log").read_text().splitlines() for name in PROCESSES}
    return evidence


def arrive(instance: Instance, sink: Sink, evidence: Evidence) -> Visitor:
    """Signing up, typing the wrong password, coming in by a code, and telling of oneself."""
    visitor = Visitor(instance.url)
    visitor.fill_in("/accounts/signup/", email=ADDRESS, password1=PASSWORD)
    visitor.fill_in(visitor.url, code=code_of(sink.wait_for(ADDRESS), evidence))
    visitor = Visitor(instance.url)
    visitor.fill_in("/accounts/login/", login=ADDRESS, password=WORDS["wrong"])
    visitor.fill_in("/accounts/login/code/", email=ADDRESS)
    visitor.fill_in(visitor.url, code="AAAA-BBBB")
    visitor.fill_in(visitor.url, code=code_of(sink.wait_for(ADDRESS, count=2), evidence))
    visitor.fill_in("/profile/", name=WORDS["name"], about=WORDS["about"], time_zone="UTC")
    visitor.fill_in("/profile/traits/", "/profile/", kind="interest", name=WORDS["fact"], visibility="circle_mates")
    assert WORDS["fact"] in visitor.look("/profile/")
    visitor.look(f"/profile/topics/?kind=interest&name={WORDS['fact']}")
    return visitor


def meet(instance: Instance, sink: Sink, zuzanna: Visitor, evidence: Evidence) -> None:
    """Being invited, introduced, saying yes, writing, and getting a digest."""
    instance.python(JOIN)
    tag = WORDS["tag"]
    carol, other = (sign_in(instance, address) for address in (CURATOR, "other@example.org"))
    carol.fill_in(f"/circles/{tag}/invite/", by="mail", mail__addresses=GUEST, mail__sentence=WORDS["sentence"])
    Visitor(instance.url).look(link_of(sink.wait_for(GUEST), "/invitation/", evidence))
    ids = [
        row[0]
        for row in instance.rows(f"SELECT id FROM profiles_user WHERE email IN ('{ADDRESS}', 'other@example.org')")
    ]
    carol.fill_in(f"/circles/{tag}/introduce/", people=ids, note=WORDS["note"])
    instance.python(ASK_NOW)
    sink.wait_for(ADDRESS, count=3)
    instance.python(DIGESTS)
    Visitor(instance.url).look(link_of(sink.wait_for(ADDRESS, count=4), "/digest/unsubscribe/", evidence))
    for one in (zuzanna, other):
        one.fill_in("/introductions/1/answer/", "/introductions/1/", value="yes")
    zuzanna.fill_in("/conversations/1/", body=WORDS["message"])
    assert WORDS["message"] in other.look("/conversations/1/")


def get_lost(instance: Instance, visitor: Visitor, evidence: Evidence) -> None:
    """What is refused, what does not exist, and what breaks."""
    token = next(secret for secret in evidence.secrets if secret.count(":") == 2)
    visitor.look(f"/people/{ADDRESS}?q={WORDS['name'].replace(' ', '+')}")
    visitor.look("/profile/", {"name": WORDS["name"]}, Referer=f"{instance.url}/invitation/{token}/")
    visitor.look("/profile/", {"name": WORDS["name"]}, Origin=f"https://{WORDS['fact']}.example")
    visitor.look("/", Host=f"{WORDS['fact']}.example")
    with create_connection(("127.0.0.1", instance.port)) as line:
        line.sendall(f"GET /{WORDS['fact']} {WORDS['fact']}\r\n{WORDS['fact']}\r\n\r\n".encode())
        line.recv(1000)
    known = "0123456789abcdef0123456789abcdef"
    visitor.look(f"/broken/{token}/?words={ADDRESS}", None, **{"X-Request-ID": known})
    evidence.request_ids["broken"] = known
    visitor.look("/settings/", None, **{"X-Request-ID": WORDS["fact"]})
    evidence.request_ids["made up"] = visitor.headers["X-Request-ID"]


def wait_for_the_workers(instance: Instance) -> str:
    """The metrics, once both have done what was asked of them."""
    instance.python("from apps.matching.tasks import refresh_due_circles; refresh_due_circles.delay()")
    wanted = ('intro_net_tasks_total{outcome="failure"', 'intro_net_refresh_seconds_count{extent="circle"')
    end = time.monotonic() + PATIENCE
    while not all(name in (text := Visitor(instance.url).look("/metrics")) for name in wanted):
        assert time.monotonic() < end, text
        time.sleep(0.1)
    return text


def sign_in(instance: Instance, address: str) -> Visitor:
    visitor = Visitor(instance.url)
    visitor.fill_in("/accounts/login/", login=address, password=PASSWORD)
    assert visitor.url == f"{instance.url}/", visitor.url
    return visitor


def code_of(mail: EmailMessage, evidence: Evidence) -> str:
    found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", text_of(mail))
    assert found, text_of(mail)
    evidence.secrets.add(found[0])
    return found[0]


def link_of(mail: EmailMessage, place: str, evidence: Evidence) -> str:
    found = re.search(rf"{place}([\w:.-]+)/", text_of(mail))
    assert found, text_of(mail)
    evidence.secrets.add(found[1])
    return found[0]
