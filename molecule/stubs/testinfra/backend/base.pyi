class CommandResult:
    rc: int
    stdout: str
    stderr: str

class BaseBackend:
    def get_pytest_id(self) -> str: ...
