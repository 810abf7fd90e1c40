package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

    @ParameterizedTest
    @CsvSource({"loghost:514, loghost, 514", " 10.0.0.1 : 20514 , 10.0.0.1, 20514", "[::1]:6514, ::1, 6514"})
    void parse_hostAndPort_isRead(String text, String host, int port) {
        assertThat(Destination.parse(text)).isEqualTo(new Destination(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"loghost", ":514", "::1:514", "", "[]:514"})
    void parse_otherForm_saysWhatToWrite(String text) {
        assertThatThrownBy(() -> Destination.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("destination=" + text + " is not of the form host:port;"
                        + " write for instance loghost:514 or [::1]:514");
    }

    @Test
    void parse_severalInOne_saysHowToWriteThem() {
        assertThatThrownBy(() -> Destination.parse("host1:1,host2:2"))
                .hasMessage("destination=host1:1,host2:2 names more than one;"
                        + " write one <destination> element each, in Java one call each");
    }

    @Test
    void parse_portOutOfRange_isRefused() {
        assertThatThrownBy(() -> Destination.parse("loghost:65536"))
                .hasMessage("destination loghost has port 65536; use 1 to 65535");
        assertThatThrownBy(() -> Destination.parse("loghost:syslog"))
                .hasMessage("destination=loghost:syslog has no number after the last colon;"
                        + " write for instance loghost:514 or [::1]:514");
    }

    @Test
    void toString_ipv6_isAsUsersTypeIt() {
        assertThat(Destination.parse("[::1]:6514")).hasToString("[::1]:6514");
        assertThat(Destination.parse("loghost:514")).hasToString("loghost:514");
    }
}
