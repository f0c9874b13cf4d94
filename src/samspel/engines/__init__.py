"""Pure computations: plain values in, plain values out, no framework below this line."""
