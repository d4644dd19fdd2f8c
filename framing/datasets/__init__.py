"""Open corpora and gold sets: what there is, under which licence, and how to get it."""

from framing.datasets.fetch import FetchedDataset, cache_folder, fetch
from framing.datasets.registry import Dataset, list_datasets, load_registry

__all__ = ["Dataset", "FetchedDataset", "cache_folder", "fetch", "list_datasets", "load_registry"]
