package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AsyncConfigTest {

    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                Arguments.of(
                        AsyncConfig.builder().ringSize(8),
                        "ringSize=8 is out of range; use a power of two from 16 to 16777216"),
                Arguments.of(
                        AsyncConfig.builder().ringSize(1 << 25),
                        "ringSize=33554432 is out of range; use a power of two from 16 to 16777216"),
                Arguments.of(
                        AsyncConfig.builder().ringSize(1000), "ringSize=1000 is not a power of two; use 512 or 1024"),
                Arguments.of(
                        AsyncConfig.builder().prioritySlots(-1),
                        "prioritySlots=-1 is negative; use 0 to reserve nothing"),
                Arguments.of(
                        AsyncConfig.builder().ringSize(16).prioritySlots(16),
                        "prioritySlots=16 leaves no slot of ringSize=16 to other events; "
                                + "lower prioritySlots or raise ringSize"),
                Arguments.of(
                        AsyncConfig.builder().priorityLevel(null).prioritySlots(1),
                        "prioritySlots=1 reserves slots for nobody, since priorityLevel=OFF; "
                                + "remove prioritySlots or set priorityLevel"),
                Arguments.of(
                        AsyncConfig.builder().priorityLevel(null).overflowPolicy(OverflowPolicy.DROP_BELOW),
                        "overflowPolicy=dropBelow has no level to wait for, since priorityLevel=OFF; "
                                + "set priorityLevel or use overflowPolicy=drop"),
                Arguments.of(
                        AsyncConfig.builder().maxMessageBytes(127),
                        "maxMessageBytes=127 leaves no room for a message; use 128 or more"),
                Arguments.of(
                        AsyncConfig.builder().maxRingBytes(524_287),
                        "maxRingBytes=524287 has no room for two messages of maxMessageBytes=262144; "
                                + "raise maxRingBytes or lower maxMessageBytes"),
                Arguments.of(
                        AsyncConfig.builder().maxBlock(Duration.ofNanos(-1)),
                        "maxBlock=PT-0.000000001S is out of range; use 0 seconds to 1 hour"),
                Arguments.of(
                        AsyncConfig.builder().maxBlock(Duration.ofMinutes(61)),
                        "maxBlock=61 minutes is out of range; use 0 seconds to 1 hour"),
                Arguments.of(
                        AsyncConfig.builder().maxBlock(Duration.ofSeconds(Long.MAX_VALUE)),
                        "maxBlock=PT2562047788015215H30M7S is out of range; use 0 seconds to 1 hour"),
                Arguments.of(
                        AsyncConfig.builder().maxIdleNap(Duration.ofNanos(49_999)),
                        "maxIdleNap=PT0.000049999S is out of range; use 50 microseconds to 1 second"),
                Arguments.of(
                        AsyncConfig.builder().maxIdleNap(Duration.ofMillis(1001)),
                        "maxIdleNap=1001 milliseconds is out of range; use 50 microseconds to 1 second"),
                Arguments.of(
                        AsyncConfig.builder().drainTimeout(Duration.ZERO),
                        "drainTimeout=0 seconds is out of range; use 1 millisecond to 1 hour"),
                Arguments.of(
                        AsyncConfig.builder().drainTimeout(Duration.ofHours(2)),
                        "drainTimeout=2 hours is out of range; use 1 millisecond to 1 hour"));
    }

    @ParameterizedTest
    @MethodSource("wrongSettings")
    void build_oneWrongSetting_saysSettingValueAndRemedy(AsyncConfig.Builder builder, String problem) {
        assertThat(builder.problems()).containsExactly(problem);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }

    @Test
    void build_severalWrongSettings_listsThemAll() {
        AsyncConfig.Builder builder = AsyncConfig.builder()
                .ringSize(17)
                .prioritySlots(-5)
                .maxBlock(Duration.ofSeconds(-2))
                .drainTimeout(Duration.ZERO);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ringSize=17 is not a power of two; use 16 or 32; "
                        + "prioritySlots=-5 is negative; use 0 to reserve nothing; "
                        + "maxBlock=-2 seconds is out of range; use 0 seconds to 1 hour; "
                        + "drainTimeout=0 seconds is out of range; use 1 millisecond to 1 hour");
    }

    @Test
    void build_limits_areTaken() {
        assertThat(AsyncConfig.builder().ringSize(16).prioritySlots(15).problems())
                .isEmpty();
        assertThat(AsyncConfig.builder().ringSize(1 << 24).prioritySlots(0).problems())
                .isEmpty();
        assertThat(AsyncConfig.builder().maxMessageBytes(128).maxRingBytes(256).problems())
                .isEmpty();
        assertThat(AsyncConfig.builder()
                        .maxBlock(Duration.ZERO)
                        .maxIdleNap(Duration.ofNanos(50_000))
                        .problems())
                .isEmpty();
        assertThat(AsyncConfig.builder()
                        .maxMessageBytes(Integer.MAX_VALUE)
                        .maxRingBytes(1L << 32)
                        .problems())
                .isEmpty();
    }

    @Test
    void build_nothingSet_hasTheDefaultsOfTheDocumentation() {
        AsyncConfig config = AsyncConfig.builder().build();

        assertThat(config.ringSize()).isEqualTo(8192);
        assertThat(config.maxRingBytes()).isEqualTo(64L * 1024 * 1024);
        assertThat(config.overflowPolicy()).isEqualTo(OverflowPolicy.BLOCK);
        assertThat(config.maxBlock()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.priorityLevel()).isEqualTo(Severity.WARN);
        assertThat(config.prioritySlots()).isEqualTo(1024);
        assertThat(config.urgentLevel()).isEqualTo(Severity.ERROR);
        assertThat(config.maxIdleNap()).isEqualTo(Duration.ofMillis(10));
        assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.maxMessageBytes()).isEqualTo(256 * 1024);
        assertThat(config.reportDrops()).isTrue();
    }

    @Test
    void prioritySlots_notSet_areAnEighthOfTheRing() {
        assertThat(AsyncConfig.builder().ringSize(64).build().prioritySlots()).isEqualTo(8);
    }

    @Test
    void mayWait_everyPolicy_followsThePriorityLevel() {
        assertThat(waiting(OverflowPolicy.BLOCK)).isEqualTo("TRACE DEBUG INFO WARN ERROR ");
        assertThat(waiting(OverflowPolicy.DROP)).isEmpty();
        assertThat(waiting(OverflowPolicy.DROP_BELOW)).isEqualTo("WARN ERROR ");
    }

    private static String waiting(OverflowPolicy policy) {
        AsyncConfig config = AsyncConfig.builder().overflowPolicy(policy).build();
        StringBuilder levels = new StringBuilder();
        for (Severity severity : Severity.values()) {
            levels.append(config.mayWait(severity) ? severity + " " : "");
        }
        return levels.toString();
    }

    @Test
    void priorityLevel_null_nobodyHasPriority() {
        AsyncConfig config = AsyncConfig.builder().priorityLevel(null).build();

        assertThat(config.hasPriority(Severity.ERROR)).isFalse();
    }
}
