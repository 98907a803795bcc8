"""What a person needs to know once everything runs."""

import http.client
import json
import subprocess
from contextlib import closing
from pathlib import Path

from intro_net.launch.places import MANAGE, PYTHON, data_dir, environment, given, shown
from intro_net.launch.progress import Progress


def announce(port: int, progress: Progress) -> None:
    address, data = f"http://127.0.0.1:{port}/", data_dir()
    mail = "leaves by EMAIL_URL" if given("EMAIL_URL") else f"{address}mailbox/"
    logins = _logins(data / "demo-logins.json")
    rows = [("Open", address)]
    rows += [("Log in as" if not number else "", text) for number, text in enumerate(logins)]
    if first_page := _set_up_address(port):
        rows += [("Set up", first_page)]
    elif not logins:
        rows += [("Sign up", f"{address}accounts/signup/")]
    rows += [("Mail", mail), ("Logs", f"{shown(data / 'log')}/"), ("Stop", "Ctrl-C")]
    progress.step("Intro Net is running")
    print("\n".join(["", *(f"  {what:11}{text}" for what, text in rows), ""]), flush=True)


def _set_up_address(port: int) -> str:
    """Where an empty place is set up, with its token; nothing where somebody has an account."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/")
        if connection.getresponse().headers["Location"] != "/setup/":
            return ""
    command = [str(PYTHON), str(MANAGE), "setup_token"]
    done = subprocess.run(command, env=environment(PORT=str(port)), capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _logins(file: Path) -> list[str]:
    """One line a person, in columns."""
    if not file.exists():
        return []
    people = [(one["role"], one["name"], one["email"], one["password"]) for one in json.loads(file.read_text())]
    widths = [max(map(len, column)) for column in zip(*people, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(one, widths, strict=True)).rstrip() for one in people]
