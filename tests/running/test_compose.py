"""docker-compose.yml: what it starts is what the tests run, and nothing of it can be reached from outside."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from intro_net.launch.places import ROOT
from intro_net.launch.processes import NAMES, command, start_line
from tests.running import image
from tests.running.test_image import SERVER, Container

FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = (*NAMES, "migrate")
EXAMPLE = (ROOT / ".env.example").read_text()
SET = dict(line.split("=", 1) for line in EXAMPLE.splitlines() if re.match(r"[A-Z_]+=", line))
NAMED = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))


def line_of(name: str) -> list[str]:
    assert "entrypoint" not in SERVICES[name]
    found: list[str] = image.words("ENTRYPOINT") + SERVICES[name]["command"]
    return found


def test_containers_start_what_the_tests_run() -> None:
    for name in NAMES:
        assert line_of(name) == start_line(name, "python")
    assert line_of("migrate") == ["python", "manage.py", "migrate", "--noinput"]


def test_all_of_ours_are_one_image_guarded_alike() -> None:
    for name in OURS:
        service = SERVICES[name]
        assert (service["image"], service["env_file"]) == ("intro-net", ".env")
        assert (service["read_only"], service["cap_drop"], service["init"]) == (True, ["ALL"], True)
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["volumes"] == ["data:/data"]
        assert "user" not in service
    assert [name for name in SERVICES if "build" in SERVICES[name]] == ["web"]


def test_processes_wait_for_the_migration_and_it_for_the_database() -> None:
    for name in NAMES:
        assert SERVICES[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "redis": {"condition": "service_healthy"},
        }
        assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert SERVICES["migrate"]["restart"] == "no"


def test_servers_are_checked_and_kept_in_volumes_of_their_own() -> None:
    for name in ("postgres", "redis"):
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert used == set(COMPOSE["volumes"]) == {"data", "postgres", "redis", "mailpit"}


def test_only_this_machine_reaches_anything() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"], "mailpit": ["127.0.0.1:8025:8025"]}


def test_mail_catcher_comes_only_when_asked_for() -> None:
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"mailpit"}
    assert SERVICES["mailpit"]["profiles"] == ["mail"]


def test_workers_are_processes_on_the_redis_of_the_composition(tmp_path: Path) -> None:
    told = SERVICES["bulk"]["environment"] | SET

    assert command("bulk", told, tmp_path)[7:11] == ["-P", "prefork", "-c", SET["BULK_WORKERS"]]


def test_example_names_every_variable_of_the_composition_and_only_documented_ones() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE))

    assert set(re.findall(r"\$\{([A-Z_]+)", FILE.read_text())) <= NAMED
    assert NAMED - documented == {"POSTGRES_PASSWORD"}


def test_example_is_what_the_settings_read(tmp_path: Path) -> None:
    container = Container(tmp_path)

    missing = container.run(["python", "manage.py", "check"], **SET)
    assert missing.stderr.startswith("Intro Net cannot start: SECRET_KEY is missing.")

    filled = SET | {"SECRET_KEY": SERVER["SECRET_KEY"]}
    done = container.run(["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], **filled)
    assert done.returncode == 0, done.stderr


def has_compose() -> bool:
    docker = shutil.which("docker")
    line = ["docker", "compose", "version"]
    return docker is not None and subprocess.run(line, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not has_compose(), reason="docker compose is not installed here")
def test_docker_understands_the_composition(tmp_path: Path) -> None:
    shutil.copy(FILE, tmp_path)
    (tmp_path / ".env").write_text(EXAMPLE.replace("POSTGRES_PASSWORD=", "POSTGRES_PASSWORD=secret"))

    line = ["docker", "compose", "--profile", "mail", "config", "--quiet"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
