package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TroubleStageTest {

    /** A terminal that somebody has stopped. */
    private static final class Stopped extends Writer {

        private final CountDownLatch goOn = new CountDownLatch(1);
        private final CountDownLatch asked = new CountDownLatch(1);
        private final StringBuffer written = new StringBuffer();

        @Override
        public void write(char[] text, int from, int length) {
            asked.countDown();
            try {
                goOn.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            written.append(text, from, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void tell_nobodyTakesWhatIsPrinted_returnsAndCountsWhatIsTooMuch() throws Exception {
        Stopped terminal = new Stopped();
        TroubleStage stage = new TroubleStage(new Troubles(new PrintWriter(terminal), Clock.systemUTC()));
        stage.tell("first");
        assertThat(terminal.asked.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 1100; i++) {
            stage.tell("more");
        }
        terminal.goOn.countDown();
        stage.close();

        assertThat(terminal.written.toString())
                .contains(" WARN first", " WARN more", " WARN 100 messages were left out: they came faster than");
    }

    @Test
    void close_nobodyTakesWhatIsPrinted_returnsAllTheSame() throws Exception {
        Stopped terminal = new Stopped();
        TroubleStage stage = new TroubleStage(new Troubles(new PrintWriter(terminal), Clock.systemUTC()));
        stage.tell("first");
        assertThat(terminal.asked.await(10, TimeUnit.SECONDS)).isTrue();

        stage.close();

        assertThat(terminal.written).isEmpty();
        terminal.goOn.countDown();
    }
}
