"""Photos are decoded and written anew: what is kept is ours, square, small, and without whatever else the file held."""

import io
import struct
import warnings
import zlib

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from apps.mail.errors import DomainError
from apps.profiles.models import Profile, User

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIDE = 512  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
PAPER = (255, 255, 255)  # behind what is see-through
# What Pillow's decoders raise for files that are broken on purpose or by accident.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, OverflowError, struct.error, zlib.error)


class BadPhoto(DomainError):
    """The file is not a picture that can be used."""


def squared(upload: UploadedFile[bytes]) -> bytes:
    """A square JPEG of the picture; raises BadPhoto."""
    if (upload.size or 0) > MOST_BYTES:
        raise BadPhoto(_("This picture is larger than 8 MB. Choose a smaller one."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the number of pixels is checked here
            return _encoded(upload)
    except Image.DecompressionBombError as error:
        raise BadPhoto(_("This picture has too many pixels. Choose one below 40 megapixels.")) from error
    except BROKEN as error:
        raise BadPhoto(_("This file is not a picture that can be read. Choose a JPEG, PNG or WebP.")) from error


def set_photo(user: User, picture: bytes) -> Profile:
    """Keeps what `squared` made. The old file goes once the new one is committed."""
    with transaction.atomic():
        profile = Profile.objects.select_for_update(no_key=True).get(user=user)
        old = profile.photo.name
        profile.photo.save(f"{get_random_string(24).lower()}.jpg", ContentFile(picture), save=False)
        profile.save(update_fields=["photo"])
        _delete_later(profile, old)
    return profile


@transaction.atomic
def remove_photo(user: User) -> Profile:
    profile = Profile.objects.select_for_update(no_key=True).get(user=user)
    old, profile.photo = profile.photo.name, ""
    profile.save(update_fields=["photo"])
    _delete_later(profile, old)
    return profile


def _delete_later(profile: Profile, name: str | None) -> None:
    if name:
        storage = profile.photo.storage
        transaction.on_commit(lambda: storage.delete(name))


def _encoded(upload: UploadedFile[bytes]) -> bytes:
    with Image.open(upload, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is decoded at a fraction of its size
        upright = ImageOps.exif_transpose(image)
        layered = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        square = ImageOps.fit(layered, (SIDE, SIDE), Image.Resampling.LANCZOS)
    return _on_paper(square)


def _on_paper(square: Image.Image) -> bytes:
    # Only pixels go onto the new sheet: saving `square` itself would write its comment and the like again.
    sheet = Image.new("RGB", square.size, PAPER)
    sheet.paste(square, mask=square if square.mode == "RGBA" else None)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=85)
    return out.getvalue()
