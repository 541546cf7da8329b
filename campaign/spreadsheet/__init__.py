"""Reads and writes the calendar as a spreadsheet file: .xlsx, .ods or .csv.

The three formats behind one door: `read_table` and `write_table` go by the file's ending::

    files ─ bytes, by the ending ─┬─ csv_text ───────────────────────────┐
                                  ├─ xlsx_reader ─┐                      ├─ cells: the table under
                                  └─ ods_reader ──┴─ package: parts, XML ┘  its heading
                                                     (bounds: all is counted)

What an import changes in the calendar's files is written by `import_journal`.
"""

from campaign.spreadsheet.files import SUFFIXES, read_table, write_table
from campaign.spreadsheet.replace import replace_files

__all__ = ["SUFFIXES", "read_table", "replace_files", "write_table"]
