"""The number of a post of Instagram or Threads, as the post's address writes it."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def shortcode(id: int) -> str:
    """A post's number as its address writes it, in base 64."""
    code = ""
    while id:
        id, digit = divmod(id, 64)
        code = _LETTERS[digit] + code
    return code


def number(code: str) -> str:
    """The number that an address stands for, "" when it stands for none."""
    total = 0
    for letter in code:
        if letter not in _LETTERS:
            return ""
        total = total * 64 + _LETTERS.index(letter)
    return str(total)
