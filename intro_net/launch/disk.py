import shutil
from pathlib import Path

from intro_net.launch.trouble import Trouble

FOR_PACKAGES, FOR_DATA = 1_000_000_000, 50_000_000  # bytes


def need(room: int, folder: Path, what: str) -> None:
    """Tells before anything is half made that it will not fit."""
    free = shutil.disk_usage(folder).free
    if free < room:
        sizes = f"{free / 1e6:,.0f} MB are free in {folder}, and {what} need {room / 1e6:,.0f} MB"
        raise Trouble(f"The disk is nearly full: {sizes}. Make room and start again.")
