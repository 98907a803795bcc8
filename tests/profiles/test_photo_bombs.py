"""Pictures made to cost much: each is a picture within bounds, or gets a sentence."""

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.instance.pictures import MOST_PIXELS, MOST_SCANS, BadPicture, squared
from tests.profiles.pictures import encoded, opened, plain
from tests.profiles.test_photos import NOT_A_PICTURE, header_of_a_png

TOO_MANY_PIXELS = "too many pixels"
MOST_MEMORY = 450  # MB above a process that has read a small picture
MEASURE = """
import resource, sys
import django_stubs_ext
from django.conf import settings
settings.configure(USE_I18N=False)
django_stubs_ext.monkeypatch()
from django.core.files.uploadedfile import SimpleUploadedFile
from apps.instance.pictures import fitted, squared
from PIL import Image

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

def upload(path):
    with open(path, "rb") as file:
        return SimpleUploadedFile("me", file.read())

squared(upload(sys.argv[1]))
before = peak()
squared(upload(sys.argv[2]))
fitted(upload(sys.argv[2]))
print(peak() - before)
"""


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_with(*chunks: bytes) -> SimpleUploadedFile:
    whole = plain(90, 60).read()
    start = whole.index(b"IDAT") - 4
    return SimpleUploadedFile("me.png", whole[:start] + b"".join(chunks) + whole[start:])


def jpeg_of_scans(count: int) -> bytes:
    """Each of the last ones goes over the picture once more, and changes nothing."""
    whole = encoded(Image.new("L", (64, 64), 128), "JPEG", progressive=True).read()
    last = whole[whole.rindex(b"\xff\xda") : -2]
    more: bytes = last * (count - whole.count(b"\xff\xda"))
    return b"".join((whole[:-2], more, b"\xff\xd9"))


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (2**31 - 1, 2**31 - 1), (6000, 4001), (1, 24_000_001)])
def test_a_picture_of_more_pixels_than_can_be_held_gets_a_sentence(width: int, height: int) -> None:
    with pytest.raises(BadPicture, match=TOO_MANY_PIXELS):
        squared(SimpleUploadedFile("me.png", header_of_a_png(width, height)))


def test_a_webp_of_more_pixels_than_can_be_held_gets_a_sentence() -> None:
    with pytest.raises(BadPicture, match=TOO_MANY_PIXELS):
        squared(encoded(Image.new("L", (4000, 4001)), "WEBP", method=0, quality=1))


@pytest.mark.parametrize(
    ("mode", "size", "kind", "options"),
    [
        ("RGBA", (6000, 4000), "PNG", {"compress_level": 1}),
        ("RGBA", (4000, 4000), "WEBP", {"method": 0, "quality": 1}),
        ("CMYK", (6400, 6250), "JPEG", {"progressive": True}),
    ],
)
def test_the_largest_pictures_are_read_within_bounds(
    mode: str, size: tuple[int, int], kind: str, options: dict[str, int], tmp_path: Path
) -> None:
    assert size[0] * size[1] == MOST_PIXELS[kind]
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(plain(90, 60, kind).read())
    Image.new(mode, size).save(large, kind, **options)

    run = [sys.executable, "-c", MEASURE, str(small), str(large)]
    measured = subprocess.run(run, capture_output=True, text=True, timeout=60, check=True)

    assert float(measured.stdout) < MOST_MEMORY


def test_a_picture_that_is_drawn_over_and_over_gets_a_sentence() -> None:
    assert squared(SimpleUploadedFile("me", jpeg_of_scans(MOST_SCANS)))

    with pytest.raises(BadPicture, match=NOT_A_PICTURE):
        squared(SimpleUploadedFile("me", jpeg_of_scans(MOST_SCANS + 1)))


def test_what_a_phone_adds_after_the_picture_is_not_counted() -> None:
    film = b"\xff\xda\x00\x02" * 1000

    assert squared(SimpleUploadedFile("me", plain(90, 60, "JPEG").read() + film))


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_words_packed_into_a_picture_are_not_unpacked_without_end(kind: bytes) -> None:
    packed = b"name\0\0" + zlib.compress(b"x" * 100_000_000)

    with pytest.raises(BadPicture, match=NOT_A_PICTURE):
        squared(png_with(chunk(kind, packed)))


def test_more_pixels_than_the_picture_has_are_not_unpacked() -> None:
    whole = plain(90, 60).read()
    start = whole.index(b"IDAT") - 4
    endless = whole[:start] + chunk(b"IDAT", zlib.compress(b"\0" * 100_000_000)) + whole[-12:]

    assert opened(squared(SimpleUploadedFile("me.png", endless))).size == (512, 512)


def test_exif_that_claims_more_than_there_is_does_no_harm() -> None:
    entries = b"".join(struct.pack("<HHII", tag, 7, 60_000, 8) for tag in range(1, 5000))
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 4999) + entries

    assert squared(plain(90, 60, "JPEG", exif=exif + b"\0" * 4))


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_ten_thousand_frames_the_first_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (8, 8), (number % 256, number // 256, 7)) for number in range(10_000)]
    film = encoded(frames[0], kind, save_all=True, append_images=frames[1:])

    assert opened(squared(film)).getpixel((256, 256)) == opened(squared(encoded(frames[0]))).getpixel((256, 256))


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 500
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ZIP = b"PK\x03\x04" + b"\0" * 500


@pytest.mark.parametrize("content", [HEIC, SVG, ZIP, b"%PDF-1.7", b"\0" * 5000, b"\xff\xd8", b"\xff\xd8\xff\xda"])
def test_another_kind_of_file_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(BadPicture, match=NOT_A_PICTURE):
        squared(SimpleUploadedFile("me.jpg", content))


@pytest.mark.parametrize("rest", [ZIP, SVG, b"<html><script>alert(1)</script>"])
def test_of_a_file_that_is_also_another_only_the_picture_is_kept(rest: bytes) -> None:
    for kind in ("JPEG", "PNG"):
        picture = squared(SimpleUploadedFile("me", plain(90, 60, kind).read() + rest))
        assert rest[:8] not in picture


def test_a_picture_that_lies_on_its_side_is_turned_however_large_it_is() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    for kind in ("PNG", "WEBP", "JPEG"):
        sideways = Image.new("RGB", (3000, 2100), "white")
        sideways.paste("black", (0, 0, 1000, 2100))
        image = opened(squared(encoded(sideways, kind, exif=exif)))
        top, bottom = image.getpixel((256, 20)), image.getpixel((256, 490))
        assert isinstance(top, tuple)
        assert isinstance(bottom, tuple)
        assert (max(top) < 10, min(bottom) > 245) == (True, True), kind


def test_the_edge_of_what_is_see_through_takes_no_colour_from_behind() -> None:
    picture = Image.new("RGBA", (2400, 2400), (0, 0, 0, 0))
    picture.paste((255, 255, 255, 255), (0, 0, 1201, 2400))

    image = opened(squared(encoded(picture)))

    assert min(image.tobytes()) > 250
