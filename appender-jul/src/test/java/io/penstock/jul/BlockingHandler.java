package io.penstock.jul;

import java.util.concurrent.CountDownLatch;
import java.util.logging.LogRecord;

/** Stands still from its first record until released, interrupts or not. */
final class BlockingHandler extends RecordingHandler {

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @Override
    void take(LogRecord record) {
        entered.countDown();
        while (true) {
            try {
                gate.await();
                return;
            } catch (InterruptedException stubborn) {
                // Some handlers are.
            }
        }
    }

    void awaitEntered() throws InterruptedException {
        entered.await();
    }

    void release() {
        gate.countDown();
    }
}
