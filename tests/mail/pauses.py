from apps.mail.pausing import pauses_of


def is_paused(address: str) -> bool:
    return bool(pauses_of([address]))
