"""The password of a site's vault: kept outside the site's folder, or printed by a command."""

import os
import re
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from wcoctl.errors import Problem, UserError
from wcoctl.files import read_file, write_atomically
from wcoctl.model.document import LARGEST

__all__ = [
    "Password",
    "forget_password",
    "label_of",
    "new_password",
    "read_password",
    "read_vault",
    "remove_beside",
    "write_password",
]

CHOSEN = "WCO_VAULT_PASSWORD_FILE"
"""Names the password's file, or a command that prints it, for any site."""

BESIDE = ".vault_password"
"""In the site's folder, where the password once was."""

_HEADER = re.compile(r"\$ANSIBLE_VAULT;1\.2;AES256;(\w[\w.-]*)")


@dataclass(frozen=True)
class Password:
    """A vault's password, and where it is from."""

    text: str
    file: Path

    @property
    def beside(self) -> bool:
        """Whether it is next to the vault, where everybody who copies or commits the site has it."""
        return self.file.name == BESIDE and not _chosen()


def _chosen() -> str:
    return os.environ.get(CHOSEN, "")


def read_vault(vault: Path) -> bytes:
    """Return what is in an encrypted file; UserError when it cannot be read."""
    try:
        return read_file(vault, LARGEST)
    except OSError as error:
        hint = "let the operator read it, or get the site's own, from git or a backup"
        raise _mistake(vault, f"cannot be read: {error.strerror}", hint) from None


def label_of(vault: Path) -> str:
    """Return the label in an encrypted file's first line, by which Ansible too tells vaults apart; empty for none.

    UserError when it is none.
    """
    if not vault.exists():
        return ""
    header = read_vault(vault).decode(errors="replace").partition("\n")[0].strip()
    if not header.startswith("$ANSIBLE_VAULT;"):
        raise _mistake(vault, "is not an encrypted file", "restore the site's own, from git or a backup")
    found = _HEADER.fullmatch(header)
    return found[1] if found else ""


def password_file(label: str) -> Path:
    """Return where the password of the vault with this label is."""
    if chosen := _chosen():
        return Path(chosen)
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return config / "wco" / f"{label}.vault_password"


def read_password(vault: Path) -> Password:
    """Return the password of an encrypted file; UserError when there is none."""
    file = password_file(label_of(vault) or vault.parent.name)
    beside = vault.with_name(BESIDE)
    if not file.exists() and not _chosen() and beside.exists():
        file = beside
    return Password(_text_of(file, vault), file)


def new_password(vault: Path, label: str) -> str:
    """Return the password for a new vault: one that the operator has chosen or that lies there already, else a random one."""
    file = password_file(label)
    return _text_of(file, vault) if _chosen() or file.exists() else secrets.token_urlsafe(32)


def write_password(vault: Path, label: str, text: str) -> Path:
    """Keep a password outside the site's folder, for its owner only, and return where; what is there stays as it is.

    UserError when another one is there: nobody could open then what is encrypted with this one.
    """
    file = password_file(label)
    if file.exists():
        if not _chosen() and _text_of(file, vault) != text:
            raise _mistake(
                file, f"not the password of {vault}", "move it away: this path belongs to that one"
            )
    else:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(file, f"{text}\n".encode())
        sys.stderr.write(f"The site's vault password is in {file} (keep a copy of it in a safe place).\n")
    return file


def remove_beside(password: Password) -> None:
    """Remove a password that is kept outside the site's folder now."""
    password.file.unlink()
    sys.stderr.write(f"{password.file} was removed: a password does not belong next to what it opens.\n")


def forget_password(vault: Path) -> None:
    """Remove the password of an encrypted file that will be removed too."""
    if not _chosen():
        password_file(label_of(vault) or vault.parent.name).unlink(missing_ok=True)
    vault.with_name(BESIDE).unlink(missing_ok=True)


def _text_of(file: Path, vault: Path) -> str:
    text = _told_by(file) if os.access(file, os.X_OK) and file.is_file() else _written_in(file, vault)
    if not text:
        raise _mistake(file, "empty", "write the site's vault password into it")
    return text


def _told_by(command: Path) -> str:
    try:
        return subprocess.run([command], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    except subprocess.CalledProcessError as error:
        reason = f"does not print the password: it exited with {error.returncode}"
    except (OSError, ValueError) as error:
        reason = f"does not print the password: {error}"
    raise _mistake(command, reason, "run it by hand to see why")


def _written_in(file: Path, vault: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        hint = f"copy it from your password store or a colleague, or set another file or a command: {CHOSEN}"
        raise _mistake(file, f"is missing, so {vault} cannot be decrypted", hint) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _mistake(file, f"cannot be read: {error}", "fix the file of the vault password") from None


def _mistake(file: Path, message: str, hint: str) -> UserError:
    return UserError(problems=(Problem(file, 0, "", message, hint),))
