package io.penstock.benchmark.measure;

/** Divides work so that nothing is left over: the first shares are one larger. */
public final class Shares {

    private Shares() {}

    public static int of(int total, int parts, int part) {
        return total / parts + (part < total % parts ? 1 : 0);
    }
}
