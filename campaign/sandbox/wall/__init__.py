"""The wall, on which people see what was posted.

routes: which posts, at which address  ->  cards: what belongs together, and one post as it is
drawn  ->  appearance: names and links as each network shows them; `../templates` draw the page.
"""
