"""Problems in the styles that people and machines read; decides nothing."""

__all__: list[str] = []
