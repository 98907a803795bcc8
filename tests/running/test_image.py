"""What the Dockerfile says, done in a folder: it holds all that is needed, and its own commands start and check it."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from pathlib import Path

import pytest

from intro_net.launch.places import ROOT
from intro_net.launch.processes import start_line
from tests.running import image
from tests.sink import free_port

# Exactly what docs/operations.md asks of a server.
SERVER = {
    "SECRET_KEY": "8mXq2vT7-this-key-is-long-enough-and-guards-nothing-pL4wZ9",
    "ALLOWED_HOSTS": "intro.example.org",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "BEHIND_PROXY": "1",
    "METRICS_TOKEN": "for the scraper",
}
THROUGH = {"Host": "intro.example.org", "X-Forwarded-Proto": "https"}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


class Container:
    """The image, laid out in a folder and run there, on SQLite."""

    def __init__(self, folder: Path) -> None:
        self.app, self.port = folder / "app", free_port()
        (folder / "data").mkdir()
        self.app.mkdir()
        image.lay_out(self.app)
        own = {"DATA_DIR": str(folder / "data"), "BIND": f"127.0.0.1:{self.port}"}
        kept = {"PATH": os.environ["PATH"], "HOME": str(folder)}
        self.environment = image.environment() | SERVER | own | kept

    def run(self, line: list[str], **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *line[1:]],
            cwd=self.app,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def get(self, path: str, **headers: str) -> tuple[int, Message]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.build_opener(NoRedirect).open(request, timeout=10) as answer:
                return answer.status, answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.headers


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    container = Container(tmp_path_factory.mktemp("container"))
    settled, line = image.collecting()
    for done in (
        container.run(line, **settled | {"DATA_DIR": container.environment["DATA_DIR"]}),
        container.run(["python", "manage.py", "migrate", "--noinput"]),
        container.run(["python", "manage.py", "make_operator", "--new", "operator@example.org"]),
    ):
        assert done.returncode == 0, done.stderr
    line = [sys.executable, *(image.words("ENTRYPOINT") + image.words("CMD"))[1:]]
    with subprocess.Popen(line, cwd=container.app, env=container.environment) as process:
        try:
            wait_until_it_answers(container)
            yield container
        finally:
            process.terminate()


def wait_until_it_answers(container: Container) -> None:
    end = time.monotonic() + 60
    while not answers(container):
        assert time.monotonic() < end, "no answer"
        time.sleep(0.1)


def answers(container: Container) -> bool:
    with suppress(OSError):
        return container.get("/healthz")[0] == 200
    return False


def test_image_starts_what_the_tests_run() -> None:
    assert image.words("ENTRYPOINT") + image.words("CMD") == start_line("web", "python")


def test_image_runs_as_nobody_in_particular_and_keeps_data_in_a_volume() -> None:
    user, group = image.last("USER").split(":")

    assert (user, group) == ("10001", "10001")
    assert image.last("VOLUME") == image.environment()["DATA_DIR"] == "/data"


def test_image_needs_no_secret_and_holds_none() -> None:
    settled, _ = image.collecting()

    assert set(settled) == {"SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL", "DATA_DIR"}
    assert set(image.environment()) & {"SECRET_KEY", "EMAIL_URL", "DEBUG"} == set()
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {source for source, _ in image.copied()} <= let_in
    assert ".env" not in let_in


def test_image_holds_the_towns_where_it_looks_for_them() -> None:
    """Outside the volume, which is there before the image is a newer one."""
    settled, line = image.making_towns()

    assert line == ["/app/.venv/bin/python", "manage.py", "make_towns"]
    assert settled["TOWNS_DIR"] == image.environment()["TOWNS_DIR"] == "/app/towns"


def test_healthcheck_of_the_image_tells_a_living_process_from_a_dead_one(container: Container) -> None:
    alive = [word.replace("8000", str(container.port)) for word in image.healthcheck()]
    dead = [word.replace("8000", str(free_port())) for word in image.healthcheck()]

    assert container.run(alive).returncode == 0
    assert container.run(dead).returncode == 1


def test_image_serves_the_page_through_the_proxy_and_its_static_files(container: Container) -> None:
    status, headers = container.get("/", Host="intro.example.org")
    assert (status, headers["Location"]) == (301, "https://intro.example.org/")
    assert container.get("/", **THROUGH)[0] == 200
    assert container.get("/", **THROUGH | {"Host": "elsewhere.example"})[0] == 400
    style = next((container.app / "staticfiles" / "css").glob("site.*.css"))
    status, headers = container.get(f"/static/css/{style.name}", **THROUGH)
    assert (status, "immutable" in headers["Cache-Control"]) == (200, True)
    assert re.fullmatch(r"[0-9a-f]{32}", container.get("/accounts/login/", **THROUGH)[1]["X-Request-ID"])


def test_image_is_ready_once_its_database_is(container: Container) -> None:
    assert container.get("/readyz")[0] == 200
    assert container.get("/metrics", **THROUGH)[0] == 404
    token = {"Authorization": "Bearer for the scraper"}
    assert container.get("/metrics", **token)[0] == 200


def test_image_makes_the_backup_that_the_manual_asks_for(container: Container, tmp_path: Path) -> None:
    """Beside the container's own file system, which nobody writes to, and as the user of the image."""
    manual = (ROOT / "docs" / "operations.md").read_text()
    line = next(line for line in manual.splitlines() if "docker compose run" in line and " backup " in line)
    options, _, command = line.partition(" web ")

    done = container.run([*image.words("ENTRYPOINT"), *command.split()[:2], str(tmp_path / "intro-net.zip")])

    assert (done.returncode, (tmp_path / "intro-net.zip").exists()) == (0, True), done.stderr
    assert ('-v "$PWD/backups:/backup"' in options, command.split()[2].startswith("/backup/")) == (True, True)
    user, group = image.last("USER").split(":")
    assert f"install -d -m 700 -o {user} -g {group} backups" in manual


def test_rate_limits_count_visitors_and_not_the_proxy(container: Container) -> None:
    code = (
        "import django; django.setup()\nfrom django.test import RequestFactory\n"
        "from allauth.core.internal.httpkit import get_client_ip\n"
        "made_up = '198.51.100.1, 203.0.113.9'\n"
        "print(get_client_ip(RequestFactory().get('/', headers={'x-forwarded-for': made_up})))"
    )
    settled = {"DJANGO_SETTINGS_MODULE": "intro_net.settings"}

    assert container.run(["python", "-c", code], **settled).stdout == "203.0.113.9\n"
    assert container.run(["python", "-c", code], **settled, PROXY_COUNT="2").stdout == "198.51.100.1\n"
    assert container.run(["python", "-c", code], **settled, BEHIND_PROXY="0").stdout == "127.0.0.1\n"
