"""Pages as somebody gets them, to be compared: without what differs from one reading, or one circle, to the next."""

import re

from playwright.sync_api import Page


def seen(page: Page, places: tuple[str, ...]) -> list[str]:
    """Each page as it is sent, without what differs from one reading to the next."""
    found = []
    for place in places:
        answer = page.request.get(place)
        assert answer.status == 200, place
        text = re.sub(r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", answer.text())
        # The hour may strike between two readings.
        found.append(re.sub(r"Good (morning|afternoon|evening)", "Good day", text))
    return found


def alike(text: str, tag: str) -> str:
    """Also without what differs between two circles: their tags, ids and moments, and whose page it is."""
    text = re.sub(r'name="reader" content="\w+"', "", text)
    return re.sub(r"\d+", "0", re.sub(r'datetime="[^"]+"', "", text).replace(f"kites-{tag}", "kites"))
