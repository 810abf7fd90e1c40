package io.penstock.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sink.TimeSource;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SelectorSleeperTest {

    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    private final SelectorSleeper sleeper = new SelectorSleeper(TimeSource.system());

    @AfterEach
    void close() {
        sleeper.close();
    }

    private long napFor(long nanos) {
        long start = System.nanoTime();
        sleeper.nap(nanos);
        return System.nanoTime() - start;
    }

    @Test
    void nap_noSelector_lastsAsLongAsAsked() {
        assertThat(napFor(TimeUnit.MILLISECONDS.toNanos(20))).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(15));
    }

    @Test
    void nap_dueEarlier_endsThen() throws Exception {
        Pipe pipe = register();
        sleeper.dueAt(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(40));
        sleeper.dueAt(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20));
        sleeper.dueAt(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(40));

        assertThat(napFor(LONG)).isBetween(TimeUnit.MILLISECONDS.toNanos(15), TimeUnit.SECONDS.toNanos(10));
        assertThat(sleeper.takeReady()).isFalse();
        close(pipe);
    }

    @Test
    void nap_dueInThePast_returnsAtOnce() throws Exception {
        Pipe pipe = register();
        sleeper.dueAt(System.nanoTime() - 1);

        assertThat(napFor(LONG)).isLessThan(TimeUnit.SECONDS.toNanos(10));
        close(pipe);
    }

    @Test
    void nap_channelReady_endsAndSaysSoOnce() throws Exception {
        Pipe pipe = register();
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));

        assertThat(napFor(LONG)).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(sleeper.takeReady()).isTrue();
        assertThat(sleeper.takeReady()).isFalse();
        close(pipe);
    }

    @Test
    void nap_shorterThanAMilli_stillSeesTheChannel() throws Exception {
        Pipe pipe = register();
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));

        sleeper.nap(100_000);

        assertThat(sleeper.takeReady()).isTrue();
        close(pipe);
    }

    /** Wakes at any moment of the nap, that before its beginning included: each must end it. */
    @Test
    void wake_whenever_endsTheNap() throws Exception {
        for (boolean selecting : new boolean[] {false, true}) {
            Pipe pipe = selecting ? register() : null;
            CyclicBarrier start = new CyclicBarrier(2);
            AtomicBoolean stopped = new AtomicBoolean();
            Thread napper = Thread.currentThread();
            Thread waker = new Thread(() -> {
                try {
                    for (int i = 0; !stopped.get(); i++) {
                        start.await();
                        for (int spin = 0; spin < i % 2000; spin++) {
                            Thread.onSpinWait();
                        }
                        sleeper.wake(napper);
                    }
                } catch (Exception over) {
                    Thread.currentThread().interrupt();
                }
            });
            waker.setDaemon(true);
            waker.start();
            // As many as a busy machine gets through in that time.
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
            for (int i = 0; i < 3_000 && System.nanoTime() - until < 0; i++) {
                start.await();
                assertThat(napFor(LONG)).isLessThan(Duration.ofSeconds(20).toNanos());
            }
            stopped.set(true);
            start.reset();
            waker.interrupt();
            waker.join(TimeUnit.NANOSECONDS.toMillis(LONG));
            assertThat(waker.isAlive()).isFalse();
            if (pipe != null) {
                close(pipe);
            }
        }
    }

    private Pipe register() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.source().register(sleeper.selector(), SelectionKey.OP_READ);
        return pipe;
    }

    private static void close(Pipe pipe) throws Exception {
        pipe.source().close();
        pipe.sink().close();
    }
}
