package io.penstock.benchmark;

/** Divides work so that nothing is left over: the first shares are one larger. */
final class Shares {

    private Shares() {}

    static int of(int total, int parts, int part) {
        return total / parts + (part < total % parts ? 1 : 0);
    }
}
