from apps.mail.errors import DomainError


class CannotBackUp(DomainError):
    """No backup was made, and no half one is left under its name."""


class CannotRestore(DomainError):
    """Nothing of the backup was taken over."""
