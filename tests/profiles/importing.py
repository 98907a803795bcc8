"""How somebody brings a profile along, in their browser."""

import json
import re
from base64 import b64encode
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.profiles.models import Profile, User
from tests.factories import make_user
from tests.profiles.conftest import signed_in
from tests.profiles.pictures import squared_bytes

IMPORT, TAKE = reverse("profiles:import"), reverse("profiles:take_import")
UNDO, EXPORT = reverse("profiles:undo_import"), reverse("profiles:export")
FACT = {"kind": "school", "name": "P.S. 81", "from": 1991, "to": 1995, "seen_by": "circle_mates", "in_circles": "all"}


def exported(client: Client) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(client.post(EXPORT).content)
    return data


def choose(client: Client, data: Any) -> Any:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile("intro-net.json", content)})


def file(**profile: Any) -> dict[str, Any]:
    return {"format": 1, "profile": profile}


def ticks(page: str, *, all_of_them: bool = False) -> list[str]:
    boxes = re.findall(r'<input type="checkbox"[^>]*name="take" value="([^"]+)"([^>]*)>', page)
    return [value for value, rest in boxes if all_of_them or "checked" in rest]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found
    return found[1]


def take(client: Client, page: str, *keys: str, **how: bool) -> str:
    chosen = list(keys) or ticks(page, **how)
    return client.post(TAKE, {"offer": hidden(page, "offer"), "take": chosen}).content.decode()


def bring(client: Client, data: Any, **how: bool) -> str:
    """Choose, and take over what is ticked by itself."""
    return take(client, choose(client, data).content.decode(), **how)


def newcomer() -> tuple[User, Client]:
    user = make_user("x")
    Profile.objects.filter(user=user).update(name="")
    return user, signed_in(User.objects.get(pk=user.pk))


def carried(data: dict[str, Any]) -> dict[str, Any]:
    """Since when a fact is said here is its own for each place."""
    profile = data["profile"]
    facts = [{key: value for key, value in fact.items() if key != "since"} for fact in profile["facts"]]
    return {key: profile[key] for key in ("name", "headline", "about", "time_zone")} | {"facts": facts}


def photo(colour: str) -> str:
    return f"data:image/jpeg;base64,{b64encode(squared_bytes(colour)).decode()}"
