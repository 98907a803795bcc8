import pytest

from tests.privacy.evidence import Evidence, gather


@pytest.fixture(scope="session")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """Gathered once; what asks for it is marked as one xdist_group."""
    return gather(tmp_path_factory.mktemp("evidence") / "instance")
