"""The file: engine, sessions, journal, migrations, backup; knows no particular table."""
