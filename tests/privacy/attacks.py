"""What somebody may write into a field in the hope that a browser runs it. Each carries a number, so that what ran says
where it stood; `hit` is what it calls."""

CALL = "hit({number})"
ATTACKS = [
    "<script>{call}</script>",
    "</script><script>{call}</script>",
    "</title><script>{call}</script>",
    "</textarea><script>{call}</script>",
    "</option></select><script>{call}</script>",
    "<img src=x onerror={call}>",
    "<svg onload={call}>",
    "<svg><script>{call}</script></svg>",
    "<body onload={call}>",
    "<iframe srcdoc='<script>parent.hit({number})</script>'>",
    "<details open ontoggle={call}>x",
    "<input autofocus onfocus={call}>",
    "<video><source onerror={call}>",
    "<math><mtext><img src=x onerror={call}>",
    "<a href=javascript:{call}>x</a>",
    "javascript:{call}",
    "JaVaScRiPt:{call}",
    "java\tscript:{call}",
    "data:text/html,<script>parent.hit({number})</script>",
    '" onmouseover={call} x="',
    "' onmouseover={call} x='",
    '" autofocus onfocus={call} x="',
    "x onerror={call}",
    '"><img src=x onerror={call}>',
    "'><img src=x onerror={call}>",
    "`><img src=x onerror={call}>",
    "--><script>{call}</script>",
    "]]><script>{call}</script>",
    "*/</style><script>{call}</script>",
    "<style>@import 'x';</style><img src=x onerror={call}>",
    "{{{{constructor.constructor('{call}')()}}}}",
    "{{% load static %}}{{{{ settings.SECRET_KEY }}}}",
    "${{{call}}}",
    "&lt;script&gt;{call}&lt;/script&gt;",
    "&#60;script&#62;{call}&#60;/script&#62;",
    "\\u003cscript\\u003e{call}\\u003c/script\\u003e",
    "%3Cscript%3E{call}%3C/script%3E",
    "\uff1cscript\uff1e{call}\uff1c/script\uff1e",
    "<scr\u200bipt>{call}</scr\u200bipt>",
    "<div hx-get=/ hx-trigger=load hx-on::load={call}>x</div>",
    "<div hx-on:click={call} hx-on::before-request={call} data-hx-get=/>x</div>",
    "<meta http-equiv=refresh content='0;url=javascript:{call}'>",
    "<base href=javascript:{call}//>",
    "<form action=javascript:{call}><button>x",
    "<object data=javascript:{call}>",
    "<embed src=javascript:{call}>",
    "<marquee onstart={call}>x",
    "<a href='#' onclick={call}>x</a>",
]


def attacks() -> list[str]:
    """Each with its number in it."""
    filled = [CALL.format(number=number) for number in range(len(ATTACKS))]
    return [
        text.format(call=call, number=number) for number, (text, call) in enumerate(zip(ATTACKS, filled, strict=True))
    ]
