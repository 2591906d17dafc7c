"""The manual of the tenant spec, written from the models: every block, field and exit, with an example of each block."""

import re
from collections.abc import Collection, Iterator
from importlib import resources
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from wcoctl.blocks.models import MODELS
from wcoctl.blocks.registry import example
from wcoctl.model.base import Identifier
from wcoctl.model.site import Hosts, Site
from wcoctl.model.tenant import Tenant

__all__ = ["manual", "models_in", "site_example", "site_manual"]

_INTRODUCTION = """\
# The tenant spec

One file, `tenants/<tenant>.yml`, is one company's virtual switchboard: who can be called, what callers hear, and where each
way of a call leads. `wcoctl validate` reads it and reports every mistake at once; `wcoctl simulate` walks a call through it;
`wcoctl graph` draws it. Editors complete it with `schemas/tenant.schema.json`.

This page is written from the models in `wcoctl/model/` and `wcoctl/blocks/` by `wcoctl schema --write`.

Names are letters, digits and `_`, beginning with a letter. Phone numbers are read in any usual form. An exit leads to a
block, or to `hangup`. Required keys are marked with *.
"""


_SITE_INTRODUCTION = """\
# A site: site.yml and hosts.yml

One folder, `inventories/<site>/`, is one installation: `site.yml` says what it is connected to, `hosts.yml` on which Debian
hosts it runs, `tenants/` whom it serves ([spec.md](spec.md)). `wcoctl validate <site>` reads all of it and tells every
mistake at once. Editors complete the files with `schemas/site.schema.json` and `schemas/hosts.schema.json`.

This page is written from the models in `wcoctl/model/` by `wcoctl schema --write`.

An address belongs to one trunk: a call's trunk is known by where it comes from. Addresses are IPv4, networks are written as
192.0.2.0/24. What the settings of trunks do to calls is described in [routing.md](routing.md), what they promise in
[security.md](security.md). Required keys are marked with *.
"""

_NAME = TypeAdapter(Identifier).json_schema()["pattern"]


def manual() -> str:
    """Return the manual as Markdown."""
    parts = [_INTRODUCTION, "## The whole", _described(Tenant), _table(Tenant)]
    for model in _parts(Tenant):
        parts += [f"## {_heading(model)}", _described(model), _table(model)]
    parts += ["# Blocks", "\n".join(_contents())]
    for type_, model in MODELS.items():
        parts += list(_block(type_, model))
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def site_manual() -> str:
    """Return the manual of a site's two files as Markdown."""
    parts = [_SITE_INTRODUCTION]
    for file, model in (("site.yml", Site), ("hosts.yml", Hosts)):
        parts += [f"## {file}", _described(model), f"```yaml\n{site_example(file)}```", _table(model)]
        for part in _parts(model):
            parts += [f"### {_heading(part)}", _described(part), _table(part)]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def site_example(name: str) -> str:
    """Return the example of a file of a site, as YAML."""
    return (
        (resources.files("wcoctl.model") / "examples" / "site" / name)
        .read_text("utf-8")
        .removeprefix("---\n")
    )


def _contents() -> Iterator[str]:
    yield "| type | | |\n|---|---|---|"
    for type_, model in MODELS.items():
        name, polish, what = _purpose(model)
        yield f"| [`{type_}`](#{type_}) | {name} ({polish}) | {what} |"


def _block(type_: str, model: type[BaseModel]) -> Iterator[str]:
    name, polish, _ = _purpose(model)
    yield f"## {type_}\n\n*{name}* (Polish: *{polish}*)"
    yield _described(model)
    yield f"```yaml\n{example(type_)}```"
    yield _table(model, without={"type", "exits"})
    exits = model.model_fields.get("exits")
    if exits is not None and isinstance(exits.annotation, type):
        yield "Exits:"
        yield _table(exits.annotation)
    for part in _parts(model, without={"exits"}):
        yield f"### {_heading(part)}"
        yield _described(part)
        yield _table(part)


def _purpose(model: type[BaseModel]) -> tuple[str, str, str]:
    """Part the docstring ``Name (Polish name): what it does.``."""
    line = (model.__doc__ or "").strip().split("\n\n", maxsplit=1)[0].replace("\n", " ")
    match = re.match(r"(?P<name>[^(:]+) \((?P<polish>[^)]+)\)[^:]*: ?(?P<what>.*)", line)
    if match is None:
        raise ValueError(f"the docstring of {model.__name__} is not `Name (Polish name): what it does.`")
    return match["name"], match["polish"], re.sub(r" {2,}", " ", match["what"])


def _described(model: type[BaseModel]) -> str:
    return "\n".join(line.strip() for line in (model.__doc__ or "").strip().splitlines())


def _heading(model: type[BaseModel]) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()
    return words.capitalize()


def _table(model: type[BaseModel], without: Collection[str] = ()) -> str:
    schema = model.model_json_schema()
    rows = ["| key | value | default | |", "|---|---|---|---|"]
    for name, field in model.model_fields.items():
        if name not in without:
            value = _value(schema["properties"][name], schema.get("$defs", {}))
            what = " ".join((field.description or "").split())
            star = "*" if field.is_required() else ""
            rows.append(f"| `{name}`{star} | {value} | {_default(field)} | {what} |")
    return "\n".join(rows)


def _default(field: FieldInfo) -> str:
    value = field.get_default()
    if field.is_required() or value is None or isinstance(value, BaseModel) or value in ([], {}):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _value(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Say in a few words what may stand there."""
    if "$ref" in schema:
        return _named(schema["$ref"], definitions)
    options = schema.get("anyOf") or schema.get("oneOf")
    if options and "discriminator" in schema:
        return "one of those below"
    if options:
        kinds = [_value(option, definitions) for option in options if option.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    return _simple(schema, definitions)


def _named(reference: str, definitions: dict[str, Any]) -> str:
    name = reference.rsplit("/", 1)[-1]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return words if definitions[name].get("type") == "object" else _value(definitions[name], definitions)


def _simple(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    match schema.get("type"):
        case "array":
            return f"list of: {_value(schema['items'], definitions)}"
        case "object":
            values = *schema.get("patternProperties", {}).values(), schema.get("additionalProperties")
            return f"mapping to: {_value(values[0] or {}, definitions)}"
        case "integer":
            low, high = schema.get("minimum"), schema.get("maximum")
            step = f", in steps of {schema['multipleOf']}" if "multipleOf" in schema else ""
            return (f"{low} to {high}" if high is not None else f"{low} or more") + step
        case "boolean":
            return "`true`, `false`"
        case _ if schema.get("pattern") == _NAME:
            return "name"
        case _:
            return {"date": "day", "date-time": "moment"}.get(schema.get("format", ""), "text")


def _parts(model: type[BaseModel], without: Collection[str] = ()) -> Iterator[type[BaseModel]]:
    """Yield the models below a model, except blocks and what is below them, each once."""
    blocks, seen = set(MODELS.values()), dict[type[BaseModel], None]()
    waiting = [field for name, field in model.model_fields.items() if name not in without]
    while waiting:
        for part in models_in(waiting.pop(0).annotation):
            if part not in blocks and part not in seen:
                seen[part] = None
                waiting += part.model_fields.values()
    yield from seen


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)
