package io.penstock.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmark.measure.ThreadCpu.Kind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ThreadCpuTest {

    @Test
    void since_threadsThatWereAndThatAreNew_countWhatTheySpentInBetween() {
        ThreadCpu before = new ThreadCpu(Map.of("1 java", 100L, "2 C2 CompilerThre", 1_000L, "3 gone", 7L));
        ThreadCpu after = new ThreadCpu(Map.of("1 java", 130L, "2 C2 CompilerThre", 1_500L, "4 penstock-A", 20L));

        Map<String, Long> spent = after.since(before);

        assertThat(ThreadCpu.nanosOf(Kind.APPLICATION, spent)).isEqualTo(50);
        assertThat(ThreadCpu.nanosOf(Kind.COMPILER, spent)).isEqualTo(500);
        assertThat(ThreadCpu.nanosOf(Kind.COLLECTOR, spent)).isZero();
    }

    @Test
    void nanosOfHidden_allKinds_leavesOutWhatTheJdkLists() {
        assertThat(ThreadCpu.nanosOfHidden(Map.of(
                        "1 java",
                        1L,
                        "2 C2 CompilerThre",
                        10L,
                        "3 G1 Main Marker",
                        100L,
                        "4 VM Thread",
                        1_000L,
                        "5 Finalizer",
                        10_000L,
                        "6 penstock-A",
                        100_000L)))
                .isEqualTo(1_110);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void now_onLinux_knowsTheJvmsThreadsByTheirKind() throws Exception {
        Map<String, Long> threads = ThreadCpu.now().nanosByThread();

        for (Kind kind : Kind.values()) {
            // A collector without threads of its own, the serial one, is no collector here.
            if (kind != Kind.COLLECTOR) {
                assertThat(ThreadCpu.nanosOf(kind, threads)).as(kind.toString()).isPositive();
            }
        }
    }

    /** What the kernel answers to a look into the file of a thread that ended after the file was opened. */
    @Test
    void hasEnded_noSuchProcess_isNoFailure() {
        assertThat(ThreadCpu.hasEnded(new IOException("No such process"))).isTrue();
        assertThat(ThreadCpu.hasEnded(new NoSuchFileException("/proc/self/task/7/schedstat")))
                .isTrue();
        assertThat(ThreadCpu.hasEnded(new IOException("Input/output error"))).isFalse();
    }
}
