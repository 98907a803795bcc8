from django.urls import reverse

from apps.mail import composers
from apps.profiles import erasures, exports, reporting
from apps.staff import mails, personal_data, rules
from apps.staff.services.changing import TEST_MAIL
from apps.staff.services.reporting import MAIL


def report_url(kind: str, key: str) -> str:
    return reverse("staff:report", args=[kind, key])


def register() -> None:
    rules.register()
    composers.register(MAIL, mails.compose_report)
    composers.register(TEST_MAIL, mails.compose_test_mail)
    exports.register("reports", personal_data.reports)
    erasures.register(personal_data.erase)
    reporting.register(report_url)
