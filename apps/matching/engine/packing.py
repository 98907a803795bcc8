"""A pair's evidence as the bytes that a Candidate keeps: one after the other lines of one width."""

import numpy as np
import numpy.typing as npt

from apps.matching.engine.arrays import GRID
from apps.matching.engine.evidence import Line, ScoredPairs

# Bits are on the grid, kilometres in hundredths; FAR where there are none.
LINE = np.dtype([("type", "u1"), ("low", "<i8"), ("high", "<i8"), ("bits", "<u2"), ("km", "<u2")])
FAR = 0xFFFF


def packed_lines(found: ScoredPairs) -> npt.NDArray[np.void]:
    """LINE[e]: the lines of all pairs."""
    lines = np.empty(len(found.type), LINE)
    lines["type"], lines["low"], lines["high"] = found.type, found.fact_low, found.fact_high
    lines["bits"] = np.rint(found.bits * GRID)
    lines["km"] = np.where(np.isnan(found.km), FAR, np.rint(found.km * 100))
    return lines


def pack(lines: list[Line]) -> bytes:
    kms = (FAR if km is None else round(km * 100) for *_line, km in lines)
    rows = [
        (kind, low, high, round(bits * GRID), km) for (kind, low, high, bits, _), km in zip(lines, kms, strict=True)
    ]
    return np.array(rows, LINE).tobytes()


def unpack(content: bytes | memoryview) -> list[Line]:
    rows = np.frombuffer(content, LINE).tolist()
    return [
        (kind, low, high, round(bits / GRID, 3), None if km == FAR else km / 100) for kind, low, high, bits, km in rows
    ]
