package io.penstock.tcp.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ring.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameLookupTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "255.255.255.255, true",
        "1.2.3.256, false",
        "1.2.3, false",
        "::1, true",
        "fe80::1%eth0, true",
        "loghost, false",
        "10.example.com, false"
    })
    void isLiteral_host_onlyIfNobodyNeedsToBeAsked(String host, boolean literal) {
        assertThat(NameLookup.isLiteral(host)).isEqualTo(literal);
    }

    @Test
    void begin_literal_isAnsweredAtOnce() throws Exception {
        NameLookup lookup = new NameLookup("::1", NameService.SYSTEM, () -> {}, new ManualTime(), Duration.ZERO);

        lookup.begin();

        assertThat(lookup.addresses())
                .singleElement()
                .satisfies(address -> assertThat(address.isLoopbackAddress()).isTrue());
    }
}
