"""Writes findings for other programs.

::

    findings, mistakes, dismissed ─→ Annotation ─→ sarif    (SARIF 2.1.0, one JSON object)
                                                └─→ github   (workflow commands, a line each)
"""
