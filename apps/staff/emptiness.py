"""Whether anybody has an account here yet."""

from apps.profiles.models import User


class _Known:
    somebody = False  # accounts are never deleted, so that a yes stays one and is asked for once a process


def nobody_is_here() -> bool:
    _Known.somebody = _Known.somebody or User.objects.exists()
    return not _Known.somebody


def expect_somebody() -> None:
    """For a process that is not to be set up, such as the tests'."""
    _Known.somebody = True


def look_again() -> None:
    _Known.somebody = False
