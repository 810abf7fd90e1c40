package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogSettingsTest {

    @ParameterizedTest
    @CsvSource({"kern, 0", "user, 1", "AUTHPRIV, 10", "clock, 15", "local0, 16", "' Local7 ', 23"})
    void facility_word_hasItsCode(String word, int code) {
        assertThat(SyslogSettings.builder().facility(word).build().facility()).isEqualTo(code);
    }

    @Test
    void defaults_haveNoProblemAndKnowTheHost() {
        SyslogSettings settings = SyslogSettings.builder().build();

        assertThat(settings.facility()).isEqualTo(1);
        assertThat(settings.appName()).isEqualTo("java");
        assertThat(settings.msgid()).isEmpty();
        assertThat(settings.sdId()).isEqualTo("penstock@32473");
        assertThat(settings.enterprise()).isEqualTo("@32473");
        assertThat(settings.hostname()).doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"penstock@32473", "x@1.2.3", "a.b-c@0"})
    void sdId_ofAnEnterprise_isTaken(String sdId) {
        assertThat(SyslogSettings.builder().sdId(sdId).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "penstock", "@1", "a@", "a b@1", "a=b@1", "a\"@1", "a]@1", "a@b@1", "\u00e9@1", "a@1."})
    void sdId_ofAnotherForm_isRefused(String sdId) {
        assertThat(SyslogSettings.builder().sdId(sdId).problems())
                .containsExactly(
                        "sdId=" + sdId + " is not a name, @ and an enterprise number; use one like penstock@32473");
    }

    @Test
    void problems_several_areAllTold() {
        SyslogSettings.Builder builder =
                SyslogSettings.builder().facility("local8").sdId("mdc@32473");

        assertThat(builder.problems())
                .containsExactly(
                        "facility=local8 is not known; use one of kern, user, mail, daemon, auth, syslog, lpr, news,"
                                + " uucp, cron, authpriv, ftp, ntp, audit, alert, clock, local0, local1, local2,"
                                + " local3, local4, local5, local6, local7",
                        "sdId=mdc@32473 is the name of other data of the same message; use another than mdc and kvp");
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(String.join("; ", builder.problems()));
    }

    @Test
    void sdId_tooLong_isRefused() {
        String sdId = "a".repeat(29) + "@1";

        assertThat(SyslogSettings.builder().sdId(sdId).problems())
                .containsExactly("sdId=" + sdId + " has 31 characters; use at most 30");
    }
}
