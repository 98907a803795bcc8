"""The mails of this room: what they are called in the outbox."""

INVITATION = "invitation"
INVITATION_REMINDER = "invitation_reminder"
JOIN_REQUEST = "join_request"
WELCOME = "welcome"
MADE_CURATOR = "made_curator"

TO_INVITED = (INVITATION, INVITATION_REMINDER)
TO_MEMBERS = (WELCOME, MADE_CURATOR)
