"""The frame of the main window: sidebar, top bar, status line, pages."""
