package io.penstock.jul.format;

import static org.assertj.core.api.Assertions.assertThat;

import co.elastic.logging.jul.EcsFormatter;
import io.penstock.jul.RecordingHandler;
import java.util.logging.Formatter;
import java.util.logging.SimpleFormatter;
import java.util.logging.XMLFormatter;
import org.apache.juli.JdkLoggerFormatter;
import org.apache.juli.OneLineFormatter;
import org.apache.juli.VerbatimFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallerNeedTest {

    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

    @AfterEach
    void forgetFormat() {
        System.clearProperty(FORMAT);
    }

    private static Formatter simple(String format) {
        System.setProperty(FORMAT, format);
        return new SimpleFormatter();
    }

    private static boolean needed(Formatter formatter) {
        return CallerNeed.of(formatter, null);
    }

    @Test
    void of_simpleFormatter_isToldByItsFormatString() {
        assertThat(needed(new SimpleFormatter())).isTrue();
        assertThat(needed(simple("%1$tc %2$s%n%4$s: %5$s%6$s%n"))).isTrue();
        assertThat(needed(simple("%1$tc %3$s %4$s: %5$s%6$s%n"))).isFalse();
        // Two records that are printed one after the other differ in their time.
        assertThat(needed(simple("%1$tT.%1$tN %3$s: %5$s%6$s%n"))).isFalse();
        assertThat(needed(simple("%5$s %2$.400s%n"))).isTrue();
        assertThat(needed(simple("%2$-40.12s %5$s%n"))).isTrue();
        assertThat(needed(simple("%2$S %5$s%n"))).isTrue();
    }

    @Test
    void of_formattersThatMayShowIt_isTrue() {
        assertThat(needed(new XMLFormatter())).isTrue();
        assertThat(needed(new RecordingHandler.MessageOnly())).isTrue();
        assertThat(needed(new SimpleFormatter() {})).isTrue();
    }

    @Test
    void of_formattersOfOthersThatAreKnown_isToldByTheirSettings() {
        EcsFormatter origin = new EcsFormatter();
        origin.setIncludeOrigin(true);

        assertThat(needed(origin)).isTrue();
        assertThat(needed(new EcsFormatter())).isFalse();
        assertThat(needed(new OneLineFormatter())).isTrue();
        assertThat(needed(new VerbatimFormatter())).isFalse();
        assertThat(needed(new JdkLoggerFormatter())).isFalse();
    }
}
