"""``python -m mednec``: the same as the ``mednec`` command."""

from mednec.cli import main

if __name__ == "__main__":
    main()
