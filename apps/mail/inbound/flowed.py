"""Text whose program broke the lines, and says where (format=flowed, RFC 3676): each paragraph is one line again."""

SIGNATURE = "-- "


def unfold(text: str, *, delete_space: bool) -> str:
    """`delete_space`: the space that marks a break is no part of the words (DelSp=yes)."""
    lines, open_depth = list[list[str]](), -1
    for line in text.split("\n"):
        depth, words = _parted(line)
        if depth != open_depth or words == SIGNATURE:
            lines.append([f"{'>' * depth} "] if depth else [])
        goes_on = words.endswith(" ") and words != SIGNATURE
        open_depth = depth if goes_on else -1
        lines[-1].append(words[:-1] if goes_on and delete_space else words)
    return "\n".join("".join(line) for line in lines)


def _parted(line: str) -> tuple[int, str]:
    """How deep it is quoted, and its words without the space that keeps them apart from that."""
    words = line.lstrip(">")
    return len(line) - len(words), words.removeprefix(" ")
