from allauth.account.signals import email_confirmed
from allauth.mfa.signals import authenticator_added

from apps.mail import composers, dues, silences
from apps.profiles import accounts, erasures, exports, mails, passkeys, paused_addresses, personal_data, rules, ways_in
from apps.profiles.models import Change
from apps.profiles.services.leaving import due_to_leave


def register() -> None:
    rules.register()
    # The one place where allauth tells that an address was proved, whichever way it was.
    email_confirmed.connect(accounts.forget_unproven_password)
    email_confirmed.connect(accounts.write_again)
    authenticator_added.connect(passkeys.note_as_proof)
    dues.register("changes", Change.objects.due, "at")
    dues.register("erasures", due_to_leave, "leaving_at")
    composers.register(accounts.PURPOSE, accounts.compose, asked_for=True, secret=True)
    composers.register(mails.LEAVING, mails.compose_leaving, asked_for=True)
    composers.register(mails.SECOND_STEPS_OFF, mails.compose_second_steps_off, asked_for=True)
    silences.register(accounts.silent_among)
    exports.register("account", personal_data.account)
    exports.register("profile", personal_data.profile)
    exports.register("mails", personal_data.mails)
    exports.register("paused_addresses", paused_addresses.export)
    exports.register("ways_in", ways_in.ways_in)
    erasures.register(personal_data.erase)
    erasures.register(ways_in.erase)
