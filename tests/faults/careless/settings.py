from intro_net.settings import *  # noqa: F403 - all of them, and one more app
from intro_net.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.careless.apps.CarelessConfig"]
