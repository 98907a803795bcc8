import sys
from collections.abc import Sequence
from itertools import takewhile

from intro_net.launch import packages
from intro_net.launch.children import run
from intro_net.launch.places import PYTHON, ROOT, environment
from intro_net.launch.progress import Progress
from intro_net.launch.trouble import Trouble


def bench(words: Sequence[str]) -> int:
    """Each named benchmark after the other; from the first word with a dash on, all go to each of them."""
    known = sorted(path.stem for path in (ROOT / "benchmarks").glob("[a-z]*.py"))
    names = list(takewhile(lambda word: not word.startswith("-"), words))
    if unknown := [name for name in names if name not in known]:
        raise Trouble(f"There is no benchmark {unknown[0]}. There are: {', '.join(known) or 'none yet'}.")
    if not names:
        print("\n".join(known) or "There are no benchmarks yet.")
        return 0
    packages.ready(packages.DEVELOP, Progress(sys.stderr))
    options = words[len(names) :]
    return max(run([str(PYTHON), "-m", f"benchmarks.{name}", *options], environment()) for name in names)
