"""Where evidence meets other tools: files, data frames."""
