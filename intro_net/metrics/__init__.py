# First of all that is counted here or in the apps: it chooses how.
from intro_net.metrics import shared  # noqa: F401
