"""Data sets (a file each), CSV import, pre-processing and splits. No engine internals, no files but those the user names."""
