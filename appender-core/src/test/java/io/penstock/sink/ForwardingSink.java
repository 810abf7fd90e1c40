package io.penstock.sink;

/** A stage that passes everything on to the next sink; subclasses change what they are about. Confined to the drain thread. */
public abstract class ForwardingSink<E> implements Sink<E> {

    protected final Sink<E> next;

    protected ForwardingSink(Sink<E> next) {
        this.next = next;
    }

    @Override
    public boolean hasRoom() {
        return next.hasRoom();
    }

    @Override
    public void deliver(E event) throws Exception {
        next.deliver(event);
    }

    @Override
    public void endOfBatch() throws Exception {
        next.endOfBatch();
    }

    @Override
    public boolean advance() throws Exception {
        return next.advance();
    }

    @Override
    public long flush() throws Exception {
        return next.flush();
    }

    @Override
    public boolean hasArrived(long mark) {
        return next.hasArrived(mark);
    }

    @Override
    public void report(LossReport report) throws Exception {
        next.report(report);
    }

    @Override
    public void hurry() throws Exception {
        next.hurry();
    }

    @Override
    public boolean finish() throws Exception {
        return next.finish();
    }

    @Override
    public void close() throws Exception {
        next.close();
    }
}
