"""What providers tell, in the form of each: made here, with the fields that their documentation names."""

import hashlib
import hmac
import json
from base64 import b64encode
from datetime import datetime
from typing import Any

SECRET = f"intro-net:{'w' * 50}"
SIGNING_KEY = "key-of-the-mailgun-webhooks"
MAILERSEND_KEY = "a secret of mailersend"
ANYMAIL = {
    "WEBHOOK_SECRET": SECRET,
    "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY,
    "MAILERSEND_SIGNING_SECRET": MAILERSEND_KEY,
}
Told = dict[str, Any]


def basic(secret: str = SECRET) -> str:
    return f"Basic {b64encode(secret.encode()).decode()}"


def postmark(kind: str, address: str, at: datetime, *, said: str = "smtp;550 5.1.1 unknown", **more: object) -> Told:
    record = "SpamComplaint" if kind == "SpamComplaint" else "Bounce"
    return {
        "RecordType": record,
        "ID": 4323372036854775807,
        "Type": kind,
        "TypeCode": 1,
        "Name": kind,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "ServerID": 23,
        "MessageStream": "outbound",
        "Description": "What Postmark says of it.",
        "Details": said,
        "Email": address,
        "From": "hello@intro.example.org",
        "BouncedAt": at.isoformat(),
        "Inactive": True,
        "CanActivate": record == "Bounce",
        "Subject": "Your week",
        **more,
    }


def postmark_suppression(reason: str, address: str, at: datetime) -> Told:
    return {
        "RecordType": "SubscriptionChange",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "MessageStream": "outbound",
        "ChangedAt": at.isoformat(),
        "Recipient": address,
        "Origin": "Recipient",
        "SuppressSending": True,
        "SuppressionReason": reason,
    }


def mailgun(
    event: str, address: str, at: datetime, *, severity: str = "permanent", reason: str = "bounce", said: str = "",
    key: str = SIGNING_KEY,
) -> Told:  # fmt: skip
    token, stamp = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0", str(int(at.timestamp()))
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    data: Told = {
        "event": event,
        "id": "G9Bn5sl1TC6nu79C8C0bwg",
        "timestamp": at.timestamp(),
        "recipient": address,
        "recipient-domain": address.partition("@")[2],
        "message": {"headers": {"to": address, "message-id": "outbox-1@intro.example.org", "subject": "Your week"}},
        "user-variables": {},
        "tags": [],
    }
    if event == "failed":
        data |= {
            "severity": severity,
            "reason": reason,
            "delivery-status": {"code": 550, "message": said, "description": "", "attempt-no": 1},
        }
    return {"signature": {"timestamp": stamp, "token": token, "signature": signature}, "event-data": data}


def brevo(event: str, address: str, at: datetime, *, said: str = "") -> Told:
    return {
        "event": event,
        "email": address,
        "id": 26224,
        "date": at.isoformat(),
        "ts": int(at.timestamp()),
        "ts_epoch": int(at.timestamp() * 1000),
        "message-id": "<outbox-1@intro.example.org>",
        "subject": "Your week",
        "reason": said,
        "tag": "",
    }


def mailersend(kind: str, address: str, at: datetime) -> Told:
    morph = {"object": "recipient_bounce", "reason": "550 5.1.1 unknown"} if "bounced" in kind else {}
    return {
        "type": f"activity.{kind}",
        "created_at": at.isoformat(),
        "data": {
            "object": "activity",
            "id": "62f114f8165fe0d8db0288e3",
            "type": kind,
            "created_at": at.isoformat(),
            "email": {"message": {"id": "62fb66bef54a112e920b5493"}, "recipient": {"email": address}},
            "morph": morph or {"object": "spam_complaint", "reason": None},
        },
    }


def mailersend_signature(body: bytes) -> str:
    return hmac.new(MAILERSEND_KEY.encode(), body, hashlib.sha256).hexdigest()


def body_of(told: object) -> bytes:
    return json.dumps(told).encode()
