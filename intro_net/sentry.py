"""Errors told to a Sentry, where SENTRY_DSN names one: the kind of the error, the place in our code, the page or task.
Everything else of an event is thrown away before it leaves, whoever put it in."""

from typing import Any

from intro_net.environment import stop
from intro_net.logs import context
from intro_net.logs.careful import without_addresses
from intro_net.version import VERSION

PACKAGE = "sentry-sdk==2.75.0"  # not in requirements.txt: most instances never need it
KEPT = frozenset({"event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk", "tags",
                  "transaction", "exception"})  # fmt: skip
KEPT_OF_FRAMES = frozenset({"filename", "abs_path", "function", "module", "lineno", "in_app", "context_line",
                            "pre_context", "post_context"})  # fmt: skip


def start(dsn: str) -> None:
    if not dsn:
        return
    try:
        import sentry_sdk
    except ImportError:
        stop(f"SENTRY_DSN is set and its package is missing. Run: pip install {PACKAGE}")
    try:
        sentry_sdk.init(dsn=dsn, release=VERSION, before_send=kept, **_NOTHING_MORE)
    except sentry_sdk.utils.BadDsn:
        stop("SENTRY_DSN is not readable. Write it like SENTRY_DSN=https://key@sentry.example.org/1.")


_NOTHING_MORE: dict[str, Any] = {
    "send_default_pii": False,
    "include_local_variables": False,
    "max_request_body_size": "never",
    "max_breadcrumbs": 0,
    "auto_session_tracking": False,
    "send_client_reports": False,
    "traces_sample_rate": None,
    "transport_queue_size": 100,
}


def kept(event: Any, hint: dict[str, Any]) -> Any:
    small = {name: value for name, value in event.items() if name in KEPT}
    small["tags"] = context.ids()
    small["transaction"] = _page(event)
    small["exception"] = {"values": [_error(one) for one in (event.get("exception") or {}).get("values", [])]}
    if not small["exception"]["values"]:
        # A line of the log: its pattern, without what was filled in.
        small["message"] = without_addresses(str((event.get("logentry") or {}).get("message", "")))
    return small


def _page(event: dict[str, Any]) -> str:
    """Sentry takes a view's route or a task's name where it knows one, and the address where not."""
    named = (event.get("transaction_info") or {}).get("source") in {"route", "component", "task", "view"}
    return str(event.get("transaction", "")) if named else ""


def _error(one: dict[str, Any]) -> dict[str, Any]:
    frames = (one.get("stacktrace") or {}).get("frames", [])
    bare = [{name: value for name, value in frame.items() if name in KEPT_OF_FRAMES} for frame in frames]
    return {"type": one.get("type"), "module": one.get("module"), "value": "", "stacktrace": {"frames": bare}}
