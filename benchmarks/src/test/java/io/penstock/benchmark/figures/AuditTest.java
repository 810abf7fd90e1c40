package io.penstock.benchmark.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AuditTest {

    @Test
    void lost_moreCallsThanLines_isTheDifference() {
        assertThat(new Audit(100, OptionalLong.of(60)).lost()).hasValue(40);
    }

    @Test
    void lost_lineWrittenTwice_isNegativeAndNotHidden() {
        assertThat(new Audit(100, OptionalLong.of(101)).lostText()).isEqualTo("-1");
    }

    @Test
    void lost_noSink_isUnknown() {
        assertThat(new Audit(100, OptionalLong.empty()).lostText()).isEqualTo("-");
    }

    @Test
    void plus_twoRounds_addsBoth() {
        Audit both = new Audit(100, OptionalLong.of(90)).plus(new Audit(50, OptionalLong.of(50)));

        assertThat(both).isEqualTo(new Audit(150, OptionalLong.of(140)));
    }

    @Test
    void plus_startingFromNothing_isTheOther() {
        assertThat(Audit.NOTHING.plus(new Audit(100, OptionalLong.of(90))))
                .isEqualTo(new Audit(100, OptionalLong.of(90)));
    }
}
