"""What the user edits: a frozen Document, pure edits, and validation that names the layer and a fix. No files, no threads."""
