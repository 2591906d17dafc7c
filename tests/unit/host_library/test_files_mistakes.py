"""Mistakes in a task of the module wco_files are named."""

from typing import Any

from tests.unit.host_library.files_play import Play


def test_mistakes_are_named(play: Play) -> None:
    every: dict[str, dict[str, Any]] = {
        "nobody.py": {"directory": "/b", "files": ["nobody.py"]},
        "nobody.j2": {"directory": "/b", "files": ["nobody.j2"]},
        "one of content, shared, src, template": {
            "files": [{"src": "program.py", "content": "b", "dest": "/b"}]
        },
        "unknown: name": {"files": [{"src": "program.py", "name": "b"}]},
        "absolute path": {"files": ["program.py"]},
        "unknown: folder": {"folder": "/b"},
        "/b: mode: 416: give it as octal digits in quotes": {
            "files": [{"content": "", "dest": "/b", "mode": 0o640}]
        },
        "mode: 0: give": {"files": [{"content": "", "dest": "/b", "mode": 0}]},
        "mode: '77777': give": {"files": [{"content": "", "dest": "/b", "mode": "77777"}]},
        "the task: directory_mode: 493: give": {"directories": ["/b"], "directory_mode": 0o755},
        "mode: '': give": {"files": [{"content": "", "dest": "/b", "mode": ""}]},
        "owner: is empty": {"files": [{"content": "", "dest": "/b", "owner": ""}]},
        "password: its content is to be text, not null": {"files": [{"content": None, "dest": "/password"}]},
        "password: its content is to be text, not null, a list": {
            "files": [{"content": {}, "dest": "/password"}]
        },
        "files: is to be a list": {"directory": "/b", "files": "program.py"},
        "directories: is to be a list": {"directories": "/b"},
        "a list of names and dictionaries": {"directory": "/b", "files": [None]},
        "/b/c: is named twice": {
            "directory": "/b",
            "files": [{"content": "1", "dest": "c"}, {"content": "2", "dest": "c"}],
        },
        "/c: is named twice": {"directories": ["/c", {"path": "/c/", "mode": "0700"}]},
        "latin.j2: is not UTF-8": {"directory": "/b", "files": ["latin.j2"]},
        "wco_nobody: Could not find": {"directory": "/b", "packages": ["wco_nobody"]},
        "files/nothing.conf: ": {"files": [{"shared": "nothing.conf", "dest": "/b"}]},
        "packages: '../b': is no name": {"directory": "/b", "packages": ["../b"]},
        "wco_host: give an absolute": {"packages": ["wco_host"]},
        "No such file": {"files": [{"src": "program.py", "dest": f"{play.place}/nowhere/program.py"}]},
    }
    play.add("templates/latin.j2", b"caf\xe9 {{ label }}\n")
    for reason, told in zip(every, play.run_all(list(every.values())), strict=True):
        assert reason in told["msg"], told
