-- Where the witness's latest row is not recent, all of it is due: nothing need be looked up in the calendar.
SELECT p.*, 0 AS due_us FROM $pairs p
