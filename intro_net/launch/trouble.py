"""What goes wrong on somebody's machine, told in one sentence with what to do."""

import errno


class Trouble(Exception):
    """Its text is the whole message; run.py prints it and ends with 1."""


_SENTENCES = {
    errno.ENOSPC: "The disk is full ({name} cannot be written). Make room and start again.",
    errno.EDQUOT: "Your disk quota is used up ({name} cannot be written). Make room and start again.",
    errno.EROFS: "{name} is on a read-only disk. Move Intro Net, or set DATA_DIR to a folder that can be written.",
    errno.EEXIST: "{name} is a file. Set DATA_DIR to a folder.",
    errno.ENOTDIR: "{name} does not lie in a folder. Set DATA_DIR to a folder.",
    errno.EACCES: "{name} must not be written. Start as its owner, or set DATA_DIR to a folder of your own.",
    errno.EPERM: "{name} must not be written. Start as its owner, or set DATA_DIR to a folder of your own.",
}


def told(error: OSError) -> Trouble | None:
    """Nothing for an error that is not the machine's but ours: that one should show its traceback."""
    sentence = _SENTENCES.get(error.errno or 0)
    return Trouble(sentence.format(name=error.filename or "a file")) if sentence else None
