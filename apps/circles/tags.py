"""The form in which tags are kept."""

import re

# Words that the addresses of the circles' own pages use up.
RESERVED = frozenset({"new"})


def normalise(written: str) -> str:
    """ "#Night Runners" as it is kept: night-runners. Whether the result is a good tag is the model's to say."""
    return re.sub(r"[\s_]+", "-", written.strip().lstrip("#").strip().lower())
