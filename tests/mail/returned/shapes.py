"""Reports as machines write them, ours, in files of their own: about a mail, to the address that it comes back to."""

from pathlib import Path

from apps.mail.models import OutboxMail
from apps.mail.returned.addresses import return_address

FOLDER = Path(__file__).parent / "reports"
INBOUND = "reply@in.example.org"
# By what they tell of the address; all others tell nothing.
BOUNCES = {
    *("postfix_unknown", "postfix_no_domain", "postfix_words_only", "exim_unknown", "exim_unrouteable"),
    *("exchange_unknown", "office365_unknown", "office365_denied", "outlook_unknown", "gmail_unknown"),
    *("gmail_switched_off", "yahoo_unknown", "sendmail_unknown", "forwarded_and_gone", "behind_a_gateway"),
}
COMPLAINTS = {"arf_to_its_own_address", "yahoo_arf", "arf_redacted", "arf_opt_out"}
NAMES = sorted(path.stem for path in FOLDER.glob("*.eml"))


def report(name: str, mail: OutboxMail, *, address: str = "") -> bytes:
    """As it comes over the wire. `address`: another than the mail's own."""
    text = (FOLDER / f"{name}.eml").read_text(encoding="utf-8")
    words = {
        "RETURN-ADDRESS": address or return_address(mail),
        "RECIPIENT": mail.address,
        "MESSAGE-ID": f"<{mail.name_in_logs}@intro.example.org>",
    }
    for word, value in words.items():
        text = text.replace(word, value)
    return text.replace("\n", "\r\n").encode()
