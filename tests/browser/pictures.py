"""The pictures of the README, taken from the demo network: `python3 run.py pictures`."""

import io
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser.chromium import chromium, running_chromium
from tests.instance import ROOT, Instance, running

FOLDER = ROOT / "docs" / "pictures"
PASSWORD = "follow-friday-1"
# name: who looks, at which page, how wide and high, by which light
PICTURES: dict[str, tuple[str, str, tuple[int, int], str]] = {
    "today": ("mina.roth", "/", (1280, 900), "light"),
    "introduction": ("mina.roth", "an introduction", (1280, 900), "light"),
    "bench": ("david.stern", "/circles/marketing/bench/", (1280, 900), "light"),
    "phone": ("mina.roth", "/", (390, 844), "dark"),
}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), "web", sink=None) as instance:
        instance.manage("load_demo")
        instance.manage("suggest")
        with running_chromium(chromium() or "") as browser:
            for name, (who, path, size, light) in PICTURES.items():
                target = FOLDER / f"{name}.webp"
                _keep(target, _picture(browser, instance, who, path, size, light))
                sys.stdout.write(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1024} KiB\n")


def _picture(browser: Browser, instance: Instance, who: str, path: str, size: tuple[int, int], light: str) -> bytes:
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(viewport=viewport, color_scheme=light)  # type: ignore[arg-type]  # typed dicts
    page = context.new_page()
    page.goto(f"{instance.url}/accounts/login/")
    page.get_by_label("Email").fill(f"{who}@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{instance.url}/")
    if path.startswith("/"):
        page.goto(instance.url + path)
    else:
        page.locator("article h2 a").first.click()
    time.sleep(0.3)  # the fade of the page
    shot = page.screenshot()
    context.close()
    return shot


def _keep(target: Path, shot: bytes) -> None:
    with Image.open(io.BytesIO(shot)) as picture:
        picture.convert("RGB").save(target, "WEBP", quality=82, method=6)


if __name__ == "__main__":
    main()
