"""format=flowed (RFC 3676): lines that end in a space go on in the next one of the same quote depth."""


def unflow(text: str, *, delete_space: bool = False) -> str:
    """The text with its paragraphs whole again; quote marks stay, `-- ` stays a line of its own."""
    out: list[str] = []
    flowing: int | None = None  # quote depth of a paragraph that is not at its end
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        if flowing == depth and bare != "-- ":
            out[-1] += bare
        else:
            out.append((">" * depth + " " if depth else "") + bare)
        flowing = depth if bare.endswith(" ") and bare != "-- " else None
        if flowing is not None and delete_space:
            out[-1] = out[-1][:-1]
    return "\n".join(out)
