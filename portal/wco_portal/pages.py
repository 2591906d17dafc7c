"""Pages: templates of the screens and of the components that they share, in the visitor's language."""

from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from wco_portal.drafts.words import place_words
from wco_portal.moments import HOME_ZONE, moment_text, zone_of
from wco_portal.navigation import entries
from wco_portal.sentences import in_language
from wco_portal.static_files import address
from wco_portal.texts import LANGUAGES, Language, preferred, translations

__all__ = ["LANGUAGE_COOKIE", "language_of", "page", "rendered", "text"]

_HERE = Path(__file__).parent
LANGUAGE_COOKIE = "wco_language"


def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([_HERE / "components", _HERE / "screens"]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # of the extension
    environment.filters["named"] = lambda place: place_words(place, translations(language).gettext)
    environment.filters["said"] = lambda sentence: in_language(sentence, language)
    environment.filters["moment"] = _moment
    environment.globals["entries"] = entries
    environment.globals["static"] = address
    return environment


@pass_context
def _moment(context: Context, moment: datetime | None) -> str:
    """Return a moment in the time zone of the company whose page it is."""
    visitor = context["visitor"]
    return moment_text(moment, context["language"], zone_of(visitor.timezone if visitor else HOME_ZONE))


_ENVIRONMENTS = {language: _environment(language) for language in LANGUAGES}


def language_of(request: Request) -> Language:
    """Return the language of the visitor: their account's, else what they chose on this browser, else what it asks for."""
    visitor = getattr(request.state, "visitor", None)
    chosen = visitor.language if visitor else request.cookies.get(LANGUAGE_COOKIE)
    return next(
        (one for one in LANGUAGES if one == chosen), preferred(request.headers.get("accept-language", ""))
    )


def text(request: Request, message: str) -> str:
    """Return a text that the code has in English in the visitor's language."""
    return translations(language_of(request)).gettext(message)


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a template (``login/login.html`` is that of the screen ``login``) as the visitor's page."""
    return HTMLResponse(rendered(request, template, **values), status)


def rendered(request: Request, template: str, **values: Any) -> str:
    """Return a template in the visitor's language."""
    language = language_of(request)
    visitor = getattr(request.state, "visitor", None)
    found = _ENVIRONMENTS[language].get_template(template)
    return found.render(request=request, language=language, visitor=visitor, path=request.url.path, **values)
