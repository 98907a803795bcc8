"""Whether this Python will do. Written so that any Python 3 can read it."""

OLDEST = (3, 11)


def complaint(version: "tuple[int, int]", platform: str) -> str:
    """One sentence and what to do, or nothing."""
    if version < OLDEST:
        older, newer = ".".join(map(str, version)), ".".join(map(str, OLDEST))
        return f"Intro Net needs Python {newer} or newer, and this is {older}. Install a newer one and use that."
    if platform == "win32":
        return "Intro Net runs on Linux and macOS. On Windows, start it inside WSL."
    return ""
