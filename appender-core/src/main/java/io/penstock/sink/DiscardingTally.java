package io.penstock.sink;

/** Counts nothing. */
enum DiscardingTally implements Tally {
    INSTANCE;

    @Override
    public void delivered(long events) {}

    @Override
    public void failed(long events) {}

    @Override
    public void undelivered(long events) {}

    @Override
    public void sent(long events) {}

    @Override
    public void acknowledged(long events) {}

    @Override
    public void refused(long events) {}
}
