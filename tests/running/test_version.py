import pytest

from intro_net import version


def test_version_is_the_newest_heading_of_the_changelog() -> None:
    assert version.read("# Changelog\n\n## 1.2.3 (2026-05-01)\n\n- New.\n\n## 1.2.2\n") == "1.2.3"
    assert f"## {version.VERSION} " in version.CHANGELOG.read_text()


def test_changelog_without_a_heading_is_told() -> None:
    with pytest.raises(ValueError, match="has no heading like"):
        version.read("# Changelog\n")
