"""Pages in the browser that show what skmitigate finds, tries and keeps; they compute nothing themselves."""
