"""`python -m intro_net.launch web` (or beat, quick, bulk) becomes that process of an instance."""

import os
import sys
from collections.abc import Sequence

from intro_net.launch import counting
from intro_net.launch.places import ROOT, data_dir
from intro_net.launch.processes import NAMES, command
from intro_net.launch.trouble import Trouble, told


def become(words: Sequence[str]) -> int:
    """Returns only with bad news."""
    if len(words) != 1 or words[0] not in NAMES:
        return _refuse(Trouble(f"Say which process: python -m intro_net.launch {'|'.join(NAMES)}"))
    try:
        line = command(words[0], os.environ, data_dir())
        surroundings = {"DJANGO_SETTINGS_MODULE": "intro_net.settings"} | dict(os.environ)
        surroundings |= counting.begin(data_dir() / "metrics", words[0])
        os.chdir(ROOT)
        os.execve(line[0], line, surroundings)  # noqa: S606 - no shell is wanted
    except Trouble as trouble:
        return _refuse(trouble)
    except OSError as error:
        if sentence := told(error):
            return _refuse(sentence)
        raise


def _refuse(sentence: Trouble) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(become(sys.argv[1:]))
