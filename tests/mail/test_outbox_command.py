from io import StringIO

import pytest
from django.core.management import call_command

from apps.mail.models import OutboxMail
from tests.mail.conftest import make_mail

pytestmark = pytest.mark.django_db


def test_outbox_counts_by_state_and_names_what_is_uncertain() -> None:
    for key, state in [("1", "sent"), ("2", "sent"), ("3", "uncertain"), ("4", "queued")]:
        mail = make_mail(key)
        OutboxMail.objects.filter(pk=mail.pk).update(state=state, reason="cut off")
    uncertain = OutboxMail.objects.get(state="uncertain")
    out = StringIO()

    call_command("outbox", stdout=out)

    assert [line.split() for line in out.getvalue().splitlines()[:3]] == [
        ["queued", "note", "1"],
        ["sent", "note", "2"],
        ["uncertain", "note", "1"],
    ]
    last = out.getvalue().splitlines()[3:]
    assert last == [f"uncertain: {uncertain.pk} note 3 (cut off); look for outbox-{uncertain.pk} in the server's log"]
    assert "ana@example.org" not in out.getvalue()
