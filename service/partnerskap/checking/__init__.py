"""Checks what people send, saves nothing: core of ``/validate`` and ``partnerskap validate``."""
