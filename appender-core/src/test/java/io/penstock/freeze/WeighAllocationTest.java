package io.penstock.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WeighAllocationTest {

    private static final int CALLS = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Freezer freezer = Freezer.builder().maxMessageBytes(1000).build();

    @Test
    void weigh_allKindsOfPassingArguments_allocatesNothing() {
        Object[] arguments = {
            "text",
            "\u20ac".repeat(333),
            1,
            2L,
            true,
            3.0,
            new BigDecimal("1.5"),
            Instant.EPOCH,
            new UUID(1, 2),
            null,
            Optional.of("x"),
            List.of(1, 2, 3),
            List.of("a"),
            Thread.State.NEW,
            new Point(1, "p"),
            freezer.freeze(new ArrayList<>(List.of(1))),
            freezer.freeze(new int[] {1})
        };

        assertThat(bytesPerCall(arguments)).isLessThan(1.0);
        assertThat(freezer.weigh(arguments)).isPositive();
    }

    @Test
    void weigh_mutableArgument_allocatesNothing() {
        assertThat(bytesPerCall("text", new StringBuilder("x"))).isLessThan(1.0);
    }

    private double bytesPerCall(Object... arguments) {
        weighRepeatedly(arguments);
        long before = threads.getCurrentThreadAllocatedBytes();
        long sum = weighRepeatedly(arguments);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(sum).isNotZero();
        return (double) allocated / CALLS;
    }

    private long weighRepeatedly(Object[] arguments) {
        long sum = 0;
        for (int i = 0; i < CALLS; i++) {
            sum += freezer.weigh(arguments);
        }
        return sum;
    }

    record Point(int x, String name) {}
}
