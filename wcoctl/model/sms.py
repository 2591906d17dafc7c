"""The operator's SMS gateway: how a request to it is written, with places for what a message is about."""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qsl, urlencode

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from wcoctl.model.base import Strict, refused

__all__ = ["Sms", "filled"]

_PLACE = re.compile(r"\{([a-z]+)\}")
_KNOWN = ("number", "digits", "text", "secret")
_SAID = ", ".join(f"{{{name}}}" for name in _KNOWN)

Printable = Annotated[str, StringConstraints(pattern=r"^[ -~]{0,500}$")]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,60}$")]


def filled(template: Any, values: Mapping[str, str]) -> Any:
    """Return a template, data of any depth, with values in its places; what is in a value is never looked at as a template."""
    if isinstance(template, str):
        return _PLACE.sub(lambda place: values[place[1]], template)
    if isinstance(template, dict):
        return {key: filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [filled(value, values) for value in template]
    return template


def _places(template: str) -> str:
    if unknown := [name for name in _PLACE.findall(template) if name not in _KNOWN]:
        raise refused(f"`{{{unknown[0]}}}` is not a place in a request", f"use {_SAID}")
    return template


Template = Annotated[Printable, AfterValidator(_places)]


class Sms(Strict):
    """The operator's SMS gateway (bramka SMS), asked by HTTP for each message with a one-time password of the portal."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{3,500}$")]
    """Where requests go; `http` in a network of your own only, as they hold passwords."""
    method: Literal["POST", "PUT", "GET"] = "POST"
    """Method of the requests; with GET the body's fields are in the query."""
    format: Literal["json", "form"] = "json"
    """What the body is: JSON, or fields of a form (`to={digits}&message={text}`)."""
    headers: dict[HeaderName, Template] = Field(default={})
    """Further headers, such as `Authorization: Bearer {secret}`."""
    body: Annotated[str, StringConstraints(max_length=5000), AfterValidator(_places)]
    """Body of the requests. `{number}` is replaced by the phone number as +48600100200, `{digits}` by the same without the plus,
    `{text}` by the message, `{secret}` by `sms_secret` in the site's secrets.yml; each is quoted as the format wants it."""
    answer: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    """Text that is in the gateway's answer when it has taken a message; without it, any answer of 200 to 299 means that."""
    timeout_seconds: Annotated[int, Field(ge=1, le=60)] = 10
    """How long it may take to answer; it is asked three times."""

    @model_validator(mode="after")
    def _can_be_filled(self) -> Self:
        if self.method == "GET" and self.format == "json":
            raise refused("GET has no JSON body", "write `format: form`")
        body = json.dumps(self._data())
        if "{text}" not in body or not ("{number}" in body or "{digits}" in body):
            raise refused(
                "`body` has no place for the message or the phone number",
                "use {text}, and {number} or {digits}",
            )
        return self

    @property
    def has_secret(self) -> bool:
        """Tell whether requests hold the secret."""
        return "{secret}" in json.dumps([self.headers, self.body])

    def content(self, values: Mapping[str, str]) -> str:
        """Return the body of a request."""
        data = filled(self._data(), values)
        return json.dumps(data) if self.format == "json" else urlencode(data)

    def _data(self) -> Any:
        """Return the body's template as data: a value cannot break out of its place."""
        if self.format == "form":
            return dict(parse_qsl(self.body, keep_blank_values=True))
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise refused("`body` is not JSON", 'write it as {"to": "{number}", "text": "{text}"}') from error
