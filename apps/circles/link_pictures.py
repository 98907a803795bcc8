"""A link as a picture that a phone can read (a QR code)."""

import base64

import qrcode
from qrcode.image.svg import SvgPathImage

QUIET = 4  # modules of white around it, without which cameras miss it


def as_picture(link: str) -> str:
    """The address of an image that is all in itself; black on nothing, for a white ground."""
    code = qrcode.QRCode(image_factory=SvgPathImage, border=QUIET)
    code.add_data(link)
    return "data:image/svg+xml;base64," + base64.b64encode(code.make_image().to_string()).decode()
