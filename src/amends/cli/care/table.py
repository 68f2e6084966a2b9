"""The weights that are in force: `care.toml` of the home, where there is one."""

from typing import TYPE_CHECKING

from ..common import Home

if TYPE_CHECKING:
    from amends.care.weights import Weights


def weights_of_home(home: Home) -> "tuple[Weights, str]":
    """The weights, and where they come from: the file, or the defaults. Raises Refused for a file that cannot be."""
    from amends.care.hear_weights import weights_of
    from amends.care.weights import Weights

    file = home.path / "care.toml"
    if not file.exists():
        return Weights(), "defaults"
    return weights_of(file.read_bytes(), str(file)), str(file)
