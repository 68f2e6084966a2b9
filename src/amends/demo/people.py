"""The customers of the shop: invented names at reserved addresses."""

from random import Random

from .world import Person

_FIRST = (
    "Ada Amara Anders Anouk Astrid Ben Bruna Carmen Chidi Clara Dagny Daniel Dora Edith Elif Emil Esra Farid Femi "
    "Gita Hanna Hugo Ida Ines Ivo Jamal Jonas Julia Kaja Karim Kofi Lars Lea Lina Luca Magda Marek Mina Nadia Nils "
    "Olga Omar Oskar Paula Pia Quentin Rafael Ravi Rosa Ruben Samir Selma Signe Sven Tara Theo Tomas Uma Vera Wanda "
    "Yara Yusuf Zoe"
).split()
_LAST = (
    "Abel Adeyemi Almeida Andersen Baker Bauer Berg Bianchi Carter Castro Costa Dahl Diallo Dubois Eriksen Evans "
    "Fischer Fontaine Garcia Grant Haas Hansen Hoang Ivanova Jansen Jensen Kaya Keller Khan Kim Kovac Kumar Larsen "
    "Laurent Lopez Maier Marino Mendes Moreau Murphy Nagy Nakamura Novak Okafor Olsen Osei Park Petersen Petrov Reyes "
    "Ricci Rossi Sato Schmidt Silva Singh Sorensen Stein Tanaka Toth Vargas Vogel Walker Weber Wolf Yilmaz Zeman"
).split()
_DOMAINS = ("example.org", "example.com", "example.net")
_PHONES = 999  # Ofcom keeps +44 7700 900000 to 900999 free for drama; the last is M. Lindqvist's


def people(count: int, rng: Random) -> list[Person]:
    """`count` customers with different addresses. The first 999 may have a telephone number."""
    found = []
    for number in range(count):
        first, last = rng.choice(_FIRST), rng.choice(_LAST)
        email = f"{first}.{last}{number}@{_DOMAINS[number % len(_DOMAINS)]}".lower()
        phone = f"+447700900{number:03d}" if number < _PHONES and rng.random() < 0.8 else ""
        found.append(Person(f"C-{100_000 + number}", f"{first} {last}", email, phone))
    return found
