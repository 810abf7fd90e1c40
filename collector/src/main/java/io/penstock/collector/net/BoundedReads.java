package io.penstock.collector.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.BooleanSupplier;

/**
 * How much is read of a connection at once: as Netty does it, but hardly anything while the memory for what was read is taken. A connection
 * that the selector has found ready is read once whatever its handlers want; ten thousand of them together would be too much.
 */
@SuppressWarnings("deprecation") // Netty has marked the interface so for its own implementations, and has no other.
final class BoundedReads implements RecvByteBufAllocator {

    private static final int LITTLE_BYTES = 64;

    private final AdaptiveRecvByteBufAllocator usual = new AdaptiveRecvByteBufAllocator();
    private final BooleanSupplier full;

    BoundedReads(BooleanSupplier full) {
        this.full = full;
    }

    @Override
    public Handle newHandle() {
        return new Bounded((ExtendedHandle) usual.newHandle());
    }

    private final class Bounded implements ExtendedHandle {

        private final ExtendedHandle inner;

        private Bounded(ExtendedHandle inner) {
            this.inner = inner;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return full.getAsBoolean() ? allocator.ioBuffer(LITTLE_BYTES) : inner.allocate(allocator);
        }

        @Override
        public int guess() {
            return full.getAsBoolean() ? LITTLE_BYTES : inner.guess();
        }

        @Override
        public boolean continueReading() {
            return !full.getAsBoolean() && inner.continueReading();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return !full.getAsBoolean() && inner.continueReading(maybeMore);
        }

        @Override
        public void reset(ChannelConfig config) {
            inner.reset(config);
        }

        @Override
        public void incMessagesRead(int count) {
            inner.incMessagesRead(count);
        }

        @Override
        public void lastBytesRead(int bytes) {
            inner.lastBytesRead(bytes);
        }

        @Override
        public int lastBytesRead() {
            return inner.lastBytesRead();
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            inner.attemptedBytesRead(bytes);
        }

        @Override
        public int attemptedBytesRead() {
            return inner.attemptedBytesRead();
        }

        @Override
        public void readComplete() {
            inner.readComplete();
        }
    }
}
