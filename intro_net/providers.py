"""Signing in with an account from elsewhere: each provider is offered where its keys are in the environment."""

from typing import Any

from intro_net import readers
from intro_net.environment import read, stop

# Our one OpenID Connect server, in addresses and in the rows of those who sign in by it.
OPENID = "openid"
_HOW = {"SERVER_URL": readers.web_address}
_EXAMPLES = {"SERVER_URL": "https://login.example.org"}


def providers() -> dict[str, dict[str, Any]]:
    """allauth's SOCIALACCOUNT_PROVIDERS; stops the start where a provider's keys are only half there."""
    found = {}
    if keys := _keys("OIDC", "SERVER_URL", "CLIENT_ID", "CLIENT_SECRET"):
        found["openid_connect"] = _provider(keys, **_openid(keys["SERVER_URL"]))
    for name in ("google", "github"):
        if keys := _keys(name.upper(), "CLIENT_ID", "CLIENT_SECRET"):
            found[name] = _provider(keys)
    return found


def _keys(prefix: str, *names: str) -> dict[str, str]:
    given = {
        name: read(f"{prefix}_{name}", _HOW.get(name, readers.one_line), default="", example=_EXAMPLES.get(name, "…"))
        for name in names
    }
    missing = [f"{prefix}_{name}" for name in names if not given[name]]
    if missing and len(missing) < len(names):
        stop(f"{' and '.join(missing)} is missing. Set it, or leave out everything that begins with {prefix}_.")
    return {} if missing else given


def _openid(server: str) -> dict[str, Any]:
    name = read("OIDC_NAME", readers.one_line, default="OpenID Connect", example="Our club")
    return {"provider_id": OPENID, "name": name, "settings": {"server_url": server}}


def _provider(keys: dict[str, str], **more: Any) -> dict[str, Any]:
    app = {"client_id": keys["CLIENT_ID"], "secret": keys["CLIENT_SECRET"], **more}
    return {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
