"""Pictures are decoded and written anew: what is kept is ours, small, and without whatever else the file held."""

import io
import re
import struct
import warnings
import zlib
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from apps.mail.errors import DomainError

MOST_BYTES = 8 * 1024 * 1024
# A JPEG is decoded at a fraction of its size; of others, decoders hold more than the picture. Each stays below 400 MB.
MOST_PIXELS = {"JPEG": 40_000_000, "PNG": 24_000_000, "WEBP": 16_000_000}
MOST_SCANS = 64  # of a progressive JPEG: encoders write about ten, and each goes over the whole picture
SIDE = 512  # pixels of a square
LARGEST = (1280, 960)  # pixels of a picture that keeps its shape
FORMATS = ("JPEG", "PNG", "WEBP")
PAPER = (255, 255, 255)  # behind what is see-through
# What Pillow's decoders raise for files that are broken on purpose or by accident.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, OverflowError, struct.error, zlib.error)

# What can be averaged as it is.
_REDUCED = {"L", "LA", "RGB", "RGBA", "CMYK"}
_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)

Shape = Callable[[Image.Image], Image.Image]


class BadPicture(DomainError):
    """The file is not a picture that can be used."""


def squared(upload: UploadedFile[bytes]) -> bytes:
    """A square JPEG of the picture; raises BadPicture."""
    return _read(upload, (SIDE, SIDE), lambda image: ImageOps.fit(image, (SIDE, SIDE), Image.Resampling.LANCZOS))


def fitted(upload: UploadedFile[bytes]) -> bytes:
    """A JPEG of the picture in its own shape, made smaller where it is large; raises BadPicture."""
    return _read(upload, LARGEST, _smaller)


def _smaller(image: Image.Image) -> Image.Image:
    image.thumbnail(LARGEST, Image.Resampling.LANCZOS)
    return image


def _read(upload: UploadedFile[bytes], size: tuple[int, int], shape: Shape) -> bytes:
    if (upload.size or 0) > MOST_BYTES:
        raise BadPicture(_("This picture is larger than 8 MB. Choose a smaller one."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the number of pixels is checked here
            return _encoded(upload, size, shape)
    except Image.DecompressionBombError as error:
        raise BadPicture(
            _("This picture has too many pixels. A JPEG may have 40 megapixels, a PNG 24 and a WebP 16.")
        ) from error
    except BROKEN as error:
        raise BadPicture(_("This file is not a picture that can be read. Choose a JPEG, PNG or WebP.")) from error


def _encoded(upload: UploadedFile[bytes], size: tuple[int, int], shape: Shape) -> bytes:
    with Image.open(upload, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS.get(image.format or "", MOST_PIXELS["JPEG"]):
            raise Image.DecompressionBombError
        _refuse_endless(upload)
        image.draft("RGB", (2 * size[0], 2 * size[1]))  # a large JPEG is decoded at a fraction of its size
        upright = ImageOps.exif_transpose(_reduced(image, 2 * max(size)))
        layered = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        return _on_paper(shape(layered))


def _refuse_endless(upload: UploadedFile[bytes]) -> None:
    """A progressive JPEG can go over its 40 megapixels again with every sixty bytes: an hour of work in 8 MB. libjpeg
    sets no limit, so they are counted, up to the end of the first picture: what a phone adds after it is not read."""
    here = upload.tell()
    upload.seek(0)
    content = upload.read()
    upload.seek(here)
    if not content.startswith(b"\xff\xd8"):
        return
    position, scans = 2, 0
    while (marker := _MARKER.search(content, position)) and marker[1] != b"\xd9":
        scans += marker[1] == b"\xda"
        if scans > MOST_SCANS:
            raise OSError
        position = marker.end() + int(struct.unpack_from(">H", content, marker.end())[0])


def _reduced(image: Image.Image, least: int) -> Image.Image:
    """Made smaller before anything else is done with it, so that it stands in memory once at its full size."""
    times = min(image.width, image.height) // least
    return image.reduce(times) if times > 1 and image.mode in _REDUCED else image


def _on_paper(picture: Image.Image) -> bytes:
    # Only pixels go onto the new sheet: saving `picture` itself would write its comment and the like again.
    sheet = Image.new("RGB", picture.size, PAPER)
    sheet.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=85)
    return out.getvalue()
