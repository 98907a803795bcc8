"""The words that calendars, mail programs and calling services put beside people, in small letters."""

# "Required attendees: …", or alone on a line above them.
LABELS = frozenset(
    (
        *("required attendees", "optional attendees", "required", "optional", "attendees", "participants", "guests"),
        *("invitees", "invitee", "people", "who", "with", "to", "cc", "bcc", "from", "organizer", "organiser"),
        *("host", "event host", "invitee email", "guest emails", "additional guests"),
        *("erforderliche teilnehmer", "optionale teilnehmer", "erforderlich", "teilnehmer", "gäste", "organisator"),
        *("besprechungsorganisator", "von", "an", "participants obligatoires", "participants facultatifs", "invités"),
        *("organisateur", "de", "à", "asistentes", "asistentes necesarios", "asistentes opcionales", "invitados"),
        *("organizador", "para"),
    )
)
# Behind a name, or below it.
ROLES = (
    *(
        "organizer",
        "organiser",
        "creator",
        "host",
        "optional",
        "required",
        "accepted",
        "tentative",
        "maybe",
        "awaiting",
    ),
    *("needs action", "no response", "none", "yes", "going", "you", "guest", "external", "organisator"),
    *("organisateur", "organizador", "free", "busy", "unknown"),
)
# Before a name.
TITLES = (
    *("dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "mx", "miss", "sir", "herr", "frau", "mme", "mlle"),
    *("monsieur", "madame", "dipl", "ing", "med", "phil", "habil", "dott", "sra", "sr"),
)
# What teams and their addresses are called. In a title they say what a call is about, and name nobody.
NOBODYS = frozenset(
    (
        *("team", "teams", "group", "office", "department", "staff", "people", "company", "community", "board"),
        *("sales", "marketing", "support", "info", "contact", "hello", "help", "helpdesk", "service", "services"),
        *("admin", "administration", "accounts", "accounting", "billing", "finance", "legal", "hr", "press", "media"),
        *("jobs", "careers", "recruiting", "talent", "events", "event", "news", "newsletter", "webinar", "training"),
        *("product", "design", "engineering", "development", "dev", "research", "science", "data", "security", "it"),
        *("operations", "ops", "partners", "partnerships", "customer", "customers", "success", "growth", "strategy"),
        *("call", "calls", "meeting", "meetings", "calendar", "schedule", "scheduling", "booking", "bookings", "sync"),
        *("conference", "room", "project", "projects", "planning", "leadership", "management", "north", "south"),
        *("the", "and", "of", "for", "with", "noreply", "reply", "no", "mail", "email", "webmaster", "postmaster"),
        *("vertrieb", "kontakt", "verwaltung", "empfang", "termine", "equipe", "ventes", "bureau", "equipo", "ventas"),
    )
)
