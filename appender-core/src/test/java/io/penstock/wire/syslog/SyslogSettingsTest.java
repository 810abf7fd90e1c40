package io.penstock.wire.syslog;

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
    @CsvSource({
        "penstock@32473, @32473",
        "x@1.2.3, @1.2.3",
        "a.b-c@0, @0",
        "0f5c8a52-1b1e-4c4e-9a53-7a1f0f4e8c11@41058, @41058",
        "a-token-without-number, @32473",
        "a@b@1, @32473",
        "a@1., @32473",
    })
    void sdId_ofValidCharacters_isTakenAsItIs(String sdId, String enterprise) {
        SyslogSettings settings = SyslogSettings.builder().sdId(sdId).build();

        assertThat(settings.sdId()).isEqualTo(sdId);
        assertThat(settings.enterprise()).isEqualTo(enterprise);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b@1", "a=b@1", "a\"@1", "a]@1", "\u00e9@1"})
    void sdId_ofOtherCharacters_isRefused(String sdId) {
        assertThat(SyslogSettings.builder().sdId(sdId).problems())
                .containsExactly(
                        "sdId=" + sdId + " is empty or has characters other than printable ASCII without space,"
                                + " =, ] and \"; use a name, @ and your enterprise number, like penstock@32473");
    }

    @Test
    void rfc3164_withWhatHasNoPlaceThere_isRefused() {
        SyslogSettings.Builder builder = SyslogSettings.builder()
                .format(SyslogFormat.parse("RFC-3164"))
                .sdId("x@1")
                .msgid("id")
                .bom(Bom.ALWAYS);

        String cure = " has no place in syslogFormat=rfc3164; remove it, or use syslogFormat=rfc5424";
        assertThat(builder.problems()).containsExactly("sdId=x@1" + cure, "msgid=id" + cure, "bom=always" + cure);
    }

    @Test
    void words_unknown_sayWhichThereAre() {
        assertThatThrownBy(() -> SyslogFormat.parse("ietf"))
                .hasMessage("syslogFormat=ietf is unknown; use rfc5424 or rfc3164");
        assertThatThrownBy(() -> Bom.parse("yes")).hasMessage("bom=yes is unknown; use auto, never or always");
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
                        "sdId=mdc@32473 is the name of other data of the same message; use another than meta,"
                                + " mdc@32473 and kvp@32473");
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(String.join("; ", builder.problems()));
    }
}
