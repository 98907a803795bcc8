from intro_net.settings import *  # noqa: F403 - all of them, and two more
from intro_net.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.privacy.faulty"]
ROOT_URLCONF = "tests.privacy.faulty.urls"
