package io.penstock.collector.python;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Clock;

/** Whatever a pickle says: a record of one line that is not much longer than the pickle, or a refusal. */
class UnpicklerFuzzTest {

    private static final int MOST_BEYOND = 1 << 20;

    @FuzzTest(maxDuration = "20s")
    void read(byte[] pickle) {
        byte[] line;
        try {
            line = new PythonRecords(Clock.systemUTC())
                    .record(pickle, "python:127.0.0.1")
                    .toJson();
        } catch (PickleException refused) {
            return;
        }
        assertThat(line.length).isLessThan(12 * pickle.length + MOST_BEYOND);
        assertThat(line).doesNotContain((byte) '\n', (byte) '\r');
    }
}
