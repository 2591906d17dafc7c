"""A folder for each screen: its routes, queries and templates."""

from wco_portal.screens.account.routes import router as account
from wco_portal.screens.audit.routes import router as audit
from wco_portal.screens.changes.routes import router as changes
from wco_portal.screens.check.routes import router as check
from wco_portal.screens.drawing.routes import router as drawing
from wco_portal.screens.home.routes import router as home
from wco_portal.screens.live.routes import router as live
from wco_portal.screens.login.routes import router as login
from wco_portal.screens.operator.routes import router as operator
from wco_portal.screens.people.routes import router as people
from wco_portal.screens.switchboard.routes import router as switchboard
from wco_portal.screens.webhooks.routes import router as webhooks
from wco_portal.screens.wizard.routes import router as wizard

__all__ = ["ROUTERS"]

ROUTERS = (
    login,
    account,
    people,
    audit,
    operator,
    home,
    wizard,
    live,
    switchboard,
    drawing,
    check,
    changes,
    webhooks,
)
"""All screens, in the order in which their paths are tried."""
