"""Rules as data: their schema, their phrase language, their loader and their linter; nothing here reads notes."""
