"""What holds in every play of the software's rollout."""

import yaml

from wcoctl.workspace.directory import REPOSITORY


def test_what_has_changed_is_reloaded_even_if_the_play_fails_later() -> None:
    plays = yaml.safe_load((REPOSITORY / "playbooks" / "site.yml").read_text(encoding="utf-8"))
    installing = [play for play in plays if "roles" in play]
    assert len(installing) >= 7
    assert [play["name"] for play in installing if not play.get("force_handlers")] == []
