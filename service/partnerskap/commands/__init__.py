"""One module per command of ``partnerskap``; each is a thin shell over the library."""
