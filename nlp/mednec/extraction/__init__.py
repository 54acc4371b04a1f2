"""From text to evidence, one module a stage in the order text flows; pipeline.py strings them together."""
