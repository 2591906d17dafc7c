"""A page of FastAPI and Jinja2 without anything around it: ``uvicorn tests.bench.bare_page:app``."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Template

app = FastAPI()
_PAGE = Template(
    "<!doctype html><title>Users</title><table>{% for n in range(50) %}<tr><td>User {{ n }}{% endfor %}</table>"
)


@app.get("/")
def users() -> HTMLResponse:
    """Answer with a table of fifty rows."""
    return HTMLResponse(_PAGE.render())
