"""The pages around the models: home, tables, families, organisations, benchmarks, datasets, licences."""

__all__: list[str] = []
