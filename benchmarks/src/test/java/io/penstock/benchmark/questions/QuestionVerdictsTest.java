package io.penstock.benchmark.questions;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.report.Verdict.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionVerdictsTest {

    @Test
    void callerAllocation_oneObjectMoreThanNothing_isMissed() {
        assertThat(CallerAllocation.verdict(Map.of(Contender.PENSTOCK, 176.0, Contender.NO_OP, 160.0))
                        .outcome())
                .isEqualTo(Outcome.MISSED);
        assertThat(CallerAllocation.verdict(Map.of(Contender.PENSTOCK, 160.1, Contender.NO_OP, 160.0))
                        .outcome())
                .isEqualTo(Outcome.MET);
    }

    @Test
    void idleCost_atTheLimit_isMissed() {
        assertThat(IdleCost.verdict(Map.of(Contender.PENSTOCK, new IdleCost.Idle(0.5, 0.3)))
                        .outcome())
                .isEqualTo(Outcome.MISSED);
        assertThat(IdleCost.verdict(Map.of(Contender.PENSTOCK, new IdleCost.Idle(0.5, 0.29)))
                        .outcome())
                .isEqualTo(Outcome.MET);
        assertThat(IdleCost.verdict(Map.of()).outcome()).isEqualTo(Outcome.NOT_RUN);
    }
}
