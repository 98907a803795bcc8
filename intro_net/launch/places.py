"""Where things are, and what the processes are told."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MANAGE = ROOT / "manage.py"


def data_dir() -> Path:
    return ROOT / (os.environ.get("DATA_DIR") or "var")


def log(name: str) -> Path:
    folder = data_dir() / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def shown(path: Path) -> str:
    """Short where it is ours: var/log/web.log."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def given(name: str) -> bool:
    """Whether the operator names it, as NAME or as NAME_FILE."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def environment(**more: str) -> dict[str, str]:
    """Ours, as a machine of one's own: DEBUG is on unless the operator says otherwise."""
    settled = {"DJANGO_SETTINGS_MODULE": "intro_net.settings", "PYTHONUNBUFFERED": "1"}
    return {"DEBUG": "1"} | dict(os.environ) | settled | more


def without(environment: dict[str, str], *names: str) -> dict[str, str]:
    return {key: value for key, value in environment.items() if key.removesuffix("_FILE") not in names}


def tests_environment(**more: str) -> dict[str, str]:
    """Tests touch no instance that somebody uses, and send no mail."""
    return {"DATA_DIR": str(ROOT / "var" / "test")} | without(environment(**more), "EMAIL_URL")
