import sys
from collections.abc import Sequence

from intro_net.launch import packages
from intro_net.launch.children import run
from intro_net.launch.places import PYTHON, ROOT, environment
from intro_net.launch.progress import Progress
from intro_net.launch.trouble import Trouble


def bench(words: Sequence[str]) -> int:
    """Each named benchmark after the other; words with a dash go to each of them."""
    known = sorted(path.stem for path in (ROOT / "benchmarks").glob("[a-z]*.py"))
    names = [word for word in words if not word.startswith("-")]
    if unknown := [name for name in names if name not in known]:
        raise Trouble(f"There is no benchmark {unknown[0]}. There are: {', '.join(known) or 'none yet'}.")
    if not names:
        print("\n".join(known) or "There are no benchmarks yet.")
        return 0
    packages.ready(packages.DEVELOP, Progress(sys.stderr))
    options = [word for word in words if word.startswith("-")]
    return max(run([str(PYTHON), "-m", f"benchmarks.{name}", *options], environment()) for name in names)
