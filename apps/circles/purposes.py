"""The mails of this room: what they are called in the outbox."""

INVITATION = "invitation"
JOIN_REQUEST = "join_request"
WELCOME = "welcome"
MADE_CURATOR = "made_curator"
