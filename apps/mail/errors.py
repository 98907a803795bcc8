class DomainError(Exception):
    """Something a person asked for cannot be done; its text is a translated sentence that tells them what to do."""
