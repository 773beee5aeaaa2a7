"""The patient's screens: frozen data in, pictures on the page area, one typed signal out."""
