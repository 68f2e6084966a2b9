"""Which number a ticket has. People quote the number, surveys carry it; articles and histories tell only the id.

It is read from all files of one run before the first entry is made. An article whose ticket no file tells waits in
quarantine: named by its id it would be another ticket than the same article by webhook.
"""

from dataclasses import dataclass, field

from amends.intake.helpdesk import BadRecord, Json, id_text


@dataclass
class Known:
    """Only grows, and a ticket never changes its number: the order of learning cannot matter."""

    numbers: dict[str, str] = field(default_factory=dict)
    histories: set[str] = field(default_factory=set)  # ids of tickets whose history is told

    def learn_ticket(self, told: Json) -> None:
        """The number of a ticket."""
        own, number = id_text(told.get("id")), id_text(told.get("number"))
        if own and number:
            self.numbers[own] = number

    def learn_history(self, told: Json) -> None:
        """That the history of this ticket is told."""
        if told.get("object") == "Ticket" and (own := id_text(told.get("o_id"))):
            self.histories.add(own)

    def number_of(self, own: object, field_name: str) -> str:
        """The number of the ticket with this id. Raises BadRecord where no file of the run tells it."""
        found = self.numbers.get(id_text(own))
        if found is None:
            step = "Take it in again together with its ticket: amends intake zammad FOLDER"
            raise BadRecord("belongs to a ticket of which no file tells the number", step, field_name, id_text(own))
        return found
