"""A link as a picture that a phone can read (a QR code)."""

from typing import NamedTuple

import qrcode

QUIET = 4  # modules of white around it, without which cameras miss it


class Picture(NamedTuple):
    size: int  # modules each way, the quiet ones too
    path: str  # the dark ones, as an SVG path


def as_picture(link: str) -> Picture:
    code = qrcode.QRCode(border=QUIET)
    code.add_data(link)
    rows: list[list[bool]] = code.get_matrix()
    dark = (f"M{x},{y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Picture(len(rows), "".join(dark))
