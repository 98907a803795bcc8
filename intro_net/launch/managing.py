import os
import sys
from collections.abc import Sequence

from intro_net.launch import packages
from intro_net.launch.places import MANAGE, PYTHON, environment
from intro_net.launch.progress import Progress


def manage(words: Sequence[str]) -> int:
    """Becomes manage.py, in the folder where one stands: its words may name files."""
    packages.ready(packages.RUN, Progress(sys.stderr))
    os.execve(PYTHON, [str(PYTHON), str(MANAGE), *words], environment())  # noqa: S606 - no shell is wanted
