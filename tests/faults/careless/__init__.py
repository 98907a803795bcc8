"""Intro Net with one of its precautions switched off, or with a broker that delivers everything five times: what a
fault test is worth is seen by its failing there."""
