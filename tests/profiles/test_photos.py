import random
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from apps.instance.pictures import MOST_BYTES, BadPicture, squared
from apps.profiles.models import Profile, User
from apps.profiles.services.photos import remove_photo, set_photo
from tests.profiles.pictures import encoded, opened, plain

NOT_A_PICTURE = "This file is not a picture that can be read. Choose a JPEG, PNG or WebP."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_kind_of_picture_becomes_a_square_jpeg(kind: str) -> None:
    image = opened(squared(plain(900, 600, kind)))

    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (512, 512))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_colour_mode_becomes_rgb(mode: str) -> None:
    kind = "TIFF" if mode == "I;16" else "JPEG" if mode == "CMYK" else "PNG"
    upload = encoded(Image.new(mode, (40, 30)), "PNG" if kind == "TIFF" else kind)

    assert opened(squared(upload)).mode == "RGB"


def test_what_is_see_through_becomes_white() -> None:
    image = opened(squared(encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0)))))

    assert image.getpixel((256, 256)) == (255, 255, 255)


def test_a_picture_that_lies_on_its_side_is_turned_and_nothing_else_of_the_file_is_kept() -> None:
    sideways = Image.new("RGB", (600, 400), "white")
    sideways.paste("black", (0, 0, 200, 400))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x010E] = "CANARY-DESCRIPTION"
    upload = encoded(sideways, "JPEG", exif=exif, comment=b"CANARY-COMMENT", xmp=b"CANARY-XMP")

    picture = squared(upload)

    image = opened(picture)
    assert b"CANARY" not in picture
    assert (image.getpixel((256, 20)), image.getpixel((256, 490))) == ((0, 0, 0), (255, 255, 255))


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken", b"<svg/>", b"GIF89a"])
def test_what_is_no_picture_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(BadPicture, match=NOT_A_PICTURE):
        squared(SimpleUploadedFile("me.png", content))


def test_a_kind_of_picture_that_is_not_offered_gets_a_sentence() -> None:
    with pytest.raises(BadPicture, match=NOT_A_PICTURE):
        squared(plain(90, 60, "GIF"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_short_gets_a_sentence(kind: str) -> None:
    noise = Image.effect_noise((300, 300), 90).convert("RGB")
    whole = encoded(noise, kind).read()

    with pytest.raises(BadPicture, match=NOT_A_PICTURE):
        squared(SimpleUploadedFile("me", whole[: len(whole) // 2]))


def test_a_picture_damaged_anywhere_is_a_picture_or_gets_a_sentence() -> None:
    chance = random.Random(7)
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = encoded(Image.effect_noise((60, 60), 90).convert("RGB"), kind).read()
        for _ in range(150):
            damaged = bytearray(whole)
            for _ in range(chance.randint(1, 6)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            try:
                assert squared(SimpleUploadedFile("me", bytes(damaged))).startswith(b"\xff\xd8")
            except BadPicture:
                continue


def test_too_many_pixels_get_a_sentence() -> None:
    with pytest.raises(BadPicture, match="A JPEG may have 40 megapixels, a PNG 24"):
        squared(SimpleUploadedFile("me.png", header_of_a_png(8000, 6000)))


def test_too_many_bytes_get_a_sentence() -> None:
    upload = plain()
    upload.size = MOST_BYTES + 1

    with pytest.raises(BadPicture, match="larger than 8 MB"):
        squared(upload)


def test_a_new_photo_has_a_new_random_name_and_the_old_file_goes_after_commit(
    mina: User, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    set_photo(mina, squared(plain()))
    first = Profile.objects.get(user=mina)

    with django_capture_on_commit_callbacks() as later:
        set_photo(mina, squared(plain()))
        assert len(files(settings)) == 2
    for call in later:
        call()

    second = Profile.objects.get(user=mina)
    assert [f"photos/{file.name}" for file in files(settings)] == [second.photo.name]
    assert first.photo.name != second.photo.name
    assert first.photo_url != second.photo_url


def test_removing_the_photo_removes_the_file(
    mina: User, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    set_photo(mina, squared(plain()))

    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(mina)

    assert (Profile.objects.get(user=mina).photo_url, files(settings)) == ("", [])


def header_of_a_png(width: int, height: int) -> bytes:
    """What a picture says of its size, without the picture."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + b"\0" * 4
        + b"IDAT"
    )


def files(settings: Settings) -> list[Path]:
    return list((Path(settings.MEDIA_ROOT) / "photos").iterdir())
