"""Files that people upload as their photo."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.instance.pictures import squared


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return SimpleUploadedFile(f"me.{kind.lower()}", out.getvalue())


def plain(width: int = 900, height: int = 600, kind: str = "PNG", **options: Any) -> SimpleUploadedFile:
    return encoded(Image.new("RGB", (width, height), "teal"), kind, **options)


def opened(picture: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(picture))
    image.load()
    return image


def squared_bytes(colour: str = "teal") -> bytes:
    """A photo as it is kept."""
    return squared(encoded(Image.new("RGB", (600, 600), colour)))
