"""Forms that hold in double precision: chosen by rules, and where those fail, found by sampling."""
