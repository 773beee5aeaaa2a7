"""Package data: design tokens and icons, copied in so that the program needs no folder beside itself."""
