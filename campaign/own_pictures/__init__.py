"""The pictures and films that the owner puts under `assets/`, as each network gets them.

::

    library.py   reads a file, has it prepared (campaign/pictures/), and keeps what came out
    kept.py      what came out, on disk, for the next command
"""

from campaign.own_pictures.library import OwnPictures

__all__ = ["OwnPictures"]
