"""Pages on the published warehouse, for people who look rather than query.

Server-rendered, read-only, without scripts; every table of a page is also JSON and CSV. What a page shows is asked in
``bodies``, ``documents`` and ``findings``, how it looks is in ``templates/``. No figure is computed here that the
warehouse does not publish.
"""
