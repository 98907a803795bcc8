from django.urls import reverse

from apps.circles import touched
from apps.introductions.models import PitchReport
from apps.mail import composers, dues
from apps.profiles import erasures, exports, reporting
from apps.staff import mails, personal_data, rules
from apps.staff.models import Batch
from apps.staff.services.batching import MAIL as BATCH_MAIL
from apps.staff.services.changing import TEST_MAIL
from apps.staff.services.handing_over import MAIL as PITCH_MAIL
from apps.staff.services.reporting import MAIL
from apps.staff.services.writing import ANSWER_MAIL, WARNING_MAIL


def report_url(kind: str, key: str) -> str:
    return reverse("staff:report", args=[kind, key])


def register() -> None:
    rules.register()
    composers.register(MAIL, mails.compose_report)
    composers.register(PITCH_MAIL, mails.compose_pitch)
    composers.register(ANSWER_MAIL, mails.compose_letter, secret=True)
    composers.register(WARNING_MAIL, mails.compose_letter, secret=True)
    composers.register(TEST_MAIL, mails.compose_test_mail)
    composers.register(BATCH_MAIL, mails.compose_batch_started)
    dues.register("pitches", PitchReport.objects.due, "staff_at")
    dues.register("batches", lambda at: Batch.objects.due(at), "next_at")
    exports.register("reports", personal_data.reports)
    exports.register("batches", personal_data.batches)
    erasures.register(personal_data.erase)
    touched.register(personal_data.circles)
    reporting.register(report_url)
