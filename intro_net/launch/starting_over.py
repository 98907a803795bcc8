"""`--fresh`: forgets everything that an instance has written into its DATA_DIR, and nothing else that lies there."""

import shutil

from intro_net.launch.places import data_dir, given, shown
from intro_net.launch.progress import Progress
from intro_net.launch.trouble import Trouble

WRITTEN = (
    "intro_net.sqlite3*",
    "secret-key*",
    "beat-schedule*",
    "demo-logins.json",
    "broker",
    "cache",
    "log",
    "media",
    "metrics",
    "stylesheet",
)


def remove(progress: Progress) -> None:
    if given("DATABASE_URL"):
        raise Trouble(
            "--fresh empties the embedded database only, and DATABASE_URL is set. Drop and create that database "
            "yourself, or start without DATABASE_URL."
        )
    folder = data_dir()
    found = sorted(path for pattern in WRITTEN for path in folder.glob(pattern))
    if found:
        progress.step(f"Removing from {shown(folder)}: {', '.join(path.name for path in found)}")
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
