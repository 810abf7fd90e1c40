package io.penstock.benchmark.questions;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.measure.Form;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallerLatencyTest {

    @ParameterizedTest
    @EnumSource(names = {"LOGSTASH_ASYNC_SLEEPING", "LOG4J_ASYNC_SLEEPING"})
    void rates_withoutSignals_areAllInTheLongFormAndOneInTheShort(Contender contender) {
        assertThat(CallerLatency.rates(contender, Form.FULL)).containsExactly(1_000L, 10_000L, 100_000L);
        assertThat(CallerLatency.rates(contender, Form.SHORT)).containsExactly(10_000L);
    }

    /** Targets are about these, at all rates, in either form. */
    @ParameterizedTest
    @EnumSource(names = {"PENSTOCK", "LOGBACK_ASYNC", "LOGSTASH_ASYNC"})
    void rates_ofTheTargets_areAllInTheShortForm(Contender contender) {
        assertThat(CallerLatency.rates(contender, Form.SHORT)).containsExactly(1_000L, 10_000L, 100_000L);
    }
}
