"""The MkDocs plugin and what only a site engine needs: staging, content policy, search text."""

__all__: list[str] = []
