"""Few and deep: the widgets that every screen is made of. They know the theme and nothing above it."""
