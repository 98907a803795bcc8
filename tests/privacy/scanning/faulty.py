"""Intro Net as it must not be: a look at a page writes, and the yes is chosen beforehand. The tests must find both."""

from intro_net.settings import *  # noqa: F403 - all of them, and one more
from intro_net.settings import MIDDLEWARE

MIDDLEWARE = [*MIDDLEWARE, "tests.privacy.scanning.writing.WritesAtALook"]
