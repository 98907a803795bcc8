"""Reads a QR code from its modules, by ISO/IEC 18004 and without the program that drew it: what a camera does once it
has found the squares. No error is corrected: a drawing has none."""

from collections.abc import Callable, Iterator, Sequence

Modules = Sequence[Sequence[bool]]

# Blocks of data codewords at correction level M, by version; of each block the same number of correction codewords.
BLOCKS_M = {
    1: [16], 2: [28], 3: [44], 4: [32] * 2, 5: [43] * 2, 6: [27] * 4, 7: [31] * 4, 8: [38] * 2 + [39] * 2,
    9: [36] * 3 + [37] * 2, 10: [43] * 4 + [44], 11: [50] + [51] * 4, 12: [36] * 6 + [37] * 2, 13: [37] * 8 + [38],
}  # fmt: skip
ALIGNED = {
    1: [], 2: [6, 18], 3: [6, 22], 4: [6, 26], 5: [6, 30], 6: [6, 34], 7: [6, 22, 38], 8: [6, 24, 42],
    9: [6, 26, 46], 10: [6, 28, 50], 11: [6, 30, 54], 12: [6, 32, 58], 13: [6, 34, 62],
}  # fmt: skip
MASKS: list[Callable[[int, int], bool]] = [
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
]
LEVEL_M, BYTES = 0b00, 0b0100


def read(modules: Modules) -> str:
    """`modules`: the dark ones of each row, without the quiet zone."""
    size = len(modules)
    version = (size - 17) // 4
    level, mask = _format(modules)
    assert (size, level) == (17 + 4 * version, LEVEL_M)
    bits = [modules[y][x] ^ MASKS[mask](y, x) for y, x in _path(size, version)]
    words = [_number(bits[begin : begin + 8]) for begin in range(0, len(bits) - 7, 8)]
    data = "".join(f"{word:08b}" for word in _straightened(words, BLOCKS_M[version]))
    assert int(data[:4], 2) == BYTES
    width = 8 if version < 10 else 16
    length = int(data[4 : 4 + width], 2)
    return bytes(int(data[begin : begin + 8], 2) for begin in range(4 + width, 4 + width + 8 * length, 8)).decode()


def _format(modules: Modules) -> tuple[int, int]:
    """Correction level and mask, from the strip around the first eye."""
    strip = [modules[8][x] for x in (0, 1, 2, 3, 4)]
    found = _number(strip) ^ 0b10101
    return found >> 3, found & 0b111


def _path(size: int, version: int) -> Iterator[tuple[int, int]]:
    """The places of the data, two columns at a time from the right, up and down in turn, past the one of the clock."""
    upwards = True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for y in range(size - 1, -1, -1) if upwards else range(size):
            for x in (right, right - 1):
                if not _is_fixed(y, x, size, version):
                    yield y, x
        upwards = not upwards


def _is_fixed(y: int, x: int, size: int, version: int) -> bool:
    """Eyes with their strips, clocks, alignment marks, and the number of the version."""
    if (y < 9 and (x < 9 or x >= size - 8)) or (y >= size - 8 and x < 9) or 6 in {y, x}:
        return True
    if version >= 7 and ((y < 6 and size - 11 <= x) or (x < 6 and size - 11 <= y)):
        return True
    last = size - 7
    marks = [(cy, cx) for cy in ALIGNED[version] for cx in ALIGNED[version]]
    eyes = {(6, 6), (6, last), (last, 6)}
    return any(abs(y - cy) <= 2 and abs(x - cx) <= 2 for cy, cx in marks if (cy, cx) not in eyes)


def _straightened(words: Sequence[int], lengths: Sequence[int]) -> list[int]:
    """Blocks lie in each other like the fingers of two hands."""
    blocks: list[list[int]] = [[] for _ in lengths]
    waiting = iter(words)
    for number in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if number < length:
                block.append(next(waiting))
    return [word for block in blocks for word in block]


def _number(bits: Sequence[bool]) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)
