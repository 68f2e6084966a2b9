"""The weights of care that are in force on this desk: `care.toml` of the home, where there is one."""

from amends.care.hear_weights import weights_of
from amends.care.weights import Weights

from ..world import world


def weights_of_home() -> Weights:
    """Raises Refused for a file that cannot be."""
    file = world().home / "care.toml"
    return weights_of(file.read_bytes(), str(file)) if file.exists() else Weights()
