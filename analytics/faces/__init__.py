"""The faces of a document: HTML, PDF, workbook, CSV files, Markdown. None knows a figure."""
