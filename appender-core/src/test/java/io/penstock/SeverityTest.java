package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeverityTest {

    @Test
    void isAtLeast_sameOrGraver_isTrue() {
        assertThat(Severity.WARN.isAtLeast(Severity.WARN)).isTrue();
        assertThat(Severity.ERROR.isAtLeast(Severity.WARN)).isTrue();
        assertThat(Severity.INFO.isAtLeast(Severity.WARN)).isFalse();
    }
}
