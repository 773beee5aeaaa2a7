"""The staff's screens: frozen data in, plain forms, one typed signal out. What staff type is never read as markup."""
