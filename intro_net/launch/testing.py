from collections.abc import Sequence

from intro_net.launch import chromium, packages
from intro_net.launch.children import run
from intro_net.launch.places import PYTHON, tests_environment
from intro_net.launch.progress import Progress

# By file: what a file starts is started once. (pytest-xdist 3.8 knows no groups under pytest 9.2.)
PARALLEL = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
ALONE = ("-n", "--numprocesses", "--pdb")
SKIPPED = "Browser tests were skipped: there is no Chromium here and none could be had. Install one and test again."


def test(words: Sequence[str]) -> int:
    """Every test, or what the words tell pytest. Browser tests skip where there is no browser, and we say so last."""
    progress = Progress()
    packages.ready(packages.DEVELOP, progress)
    browser = chromium.find(progress)
    command = [str(PYTHON), "-m", "pytest", *defaults(words), *words]
    code = run(command, tests_environment(CHROMIUM=browser) if browser else tests_environment())
    if not browser:
        print(SKIPPED)
    return code


def defaults(words: Sequence[str]) -> Sequence[str]:
    return () if any(word.startswith(ALONE) for word in words) else PARALLEL
