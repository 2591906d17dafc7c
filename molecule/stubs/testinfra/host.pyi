# What the scenarios use of testinfra: itself it says no more of `host.file` and the like than that they are modules.
# Names with an underscore are of this file alone.
from typing import Any

from testinfra.backend.base import BaseBackend, CommandResult

class _Ansible:
    def get_variables(self) -> dict[str, Any]: ...

class _File:
    path: str
    exists: bool
    user: str
    group: str
    mode: int
    size: int
    content: bytes
    content_string: str

class _Package:
    is_installed: bool

class _Process:
    user: str

class _Processes:
    def filter(self, *, comm: str) -> list[_Process]: ...
    def get(self, *, comm: str) -> _Process: ...

class _Service:
    exists: bool
    is_running: bool
    is_enabled: bool

class _Socket:
    is_listening: bool

class _User:
    groups: list[str]

class Host:
    backend: BaseBackend
    ansible: _Ansible
    process: _Processes

    def run(self, command: str, *args: str) -> CommandResult: ...
    def check_output(self, command: str, *args: str) -> str: ...
    def file(self, path: str) -> _File: ...
    def package(self, name: str) -> _Package: ...
    def service(self, name: str) -> _Service: ...
    def socket(self, socketspec: str) -> _Socket: ...
    def user(self, name: str) -> _User: ...
