import sys
from collections.abc import Sequence

from intro_net.launch import chromium, packages
from intro_net.launch.children import run
from intro_net.launch.places import PYTHON, tests_environment
from intro_net.launch.progress import Progress
from intro_net.launch.trouble import Trouble


def picture(words: Sequence[str]) -> int:
    """Takes the README's pictures anew, from the demo network."""
    progress = Progress(sys.stderr)
    packages.ready(packages.DEVELOP, progress)
    browser = chromium.find(progress)
    if not browser:
        raise Trouble("There is no Chromium here and none could be had. Install one and try again.")
    return run([str(PYTHON), "-m", "tests.browser.pictures", *words], tests_environment(CHROMIUM=browser))
