package io.penstock.ring;

import java.util.concurrent.CountDownLatch;

/** Stands still from its first event until released, interrupts or not. */
final class BlockingSink extends RecordingSink {

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final boolean yieldsToInterrupt;
    volatile boolean interrupted;

    BlockingSink() {
        this(false);
    }

    BlockingSink(boolean yieldsToInterrupt) {
        this.yieldsToInterrupt = yieldsToInterrupt;
    }

    @Override
    void take(NumberedSlot slot) throws Exception {
        entered.countDown();
        while (true) {
            try {
                gate.await();
                return;
            } catch (InterruptedException shaken) {
                interrupted = true;
                if (yieldsToInterrupt) {
                    throw shaken;
                }
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
