"""Pictures are decoded and written anew: what is kept is ours, small, and without whatever else the file held."""

import io
import struct
import warnings
import zlib
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from apps.mail.errors import DomainError

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIDE = 512  # pixels of a square
LARGEST = (1280, 960)  # pixels of a picture that keeps its shape
FORMATS = ("JPEG", "PNG", "WEBP")
PAPER = (255, 255, 255)  # behind what is see-through
# What Pillow's decoders raise for files that are broken on purpose or by accident.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, OverflowError, struct.error, zlib.error)

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
        raise BadPicture(_("This picture has too many pixels. Choose one below 40 megapixels.")) from error
    except BROKEN as error:
        raise BadPicture(_("This file is not a picture that can be read. Choose a JPEG, PNG or WebP.")) from error


def _encoded(upload: UploadedFile[bytes], size: tuple[int, int], shape: Shape) -> bytes:
    with Image.open(upload, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.draft("RGB", (2 * size[0], 2 * size[1]))  # a large JPEG is decoded at a fraction of its size
        upright = ImageOps.exif_transpose(image)
        layered = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        return _on_paper(shape(layered))


def _on_paper(picture: Image.Image) -> bytes:
    # Only pixels go onto the new sheet: saving `picture` itself would write its comment and the like again.
    sheet = Image.new("RGB", picture.size, PAPER)
    sheet.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=85)
    return out.getvalue()
