"""How somebody's first access to the portal is shown: where, as whom, with which one-time password."""

from typing import Any

__all__ = ["access_data", "print_access"]


def access_data(portal: str, tenant: str, login: str, password: str) -> dict[str, Any]:
    """Return it for programs."""
    return {"portal": portal, "company": tenant, "login": login, "one_time_password": password}


def print_access(access: dict[str, Any]) -> None:
    """Print it for people."""
    from wcoctl.accounts.passwords import ONE_TIME
    from wcoctl.cli.show import screen

    screen.print(f"  portal             {access['portal']}")
    screen.print(f"  company            {access['company']}")
    screen.print(f"  login              {access['login']}")
    if way := access.get("sent"):
        screen.print(
            f"  one-time password  sent by {'SMS' if way == 'sms' else 'e-mail'}; it ends after {ONE_TIME.days} days"
        )
        return
    screen.print(f"  one-time password  {access['one_time_password']}")
    screen.print(
        f"It is shown this once, ends after {ONE_TIME.days} days, and is replaced at the first log-in."
    )
