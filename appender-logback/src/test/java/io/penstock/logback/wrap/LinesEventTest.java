package io.penstock.logback.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesEventTest {

    /** A batch that meets the new encoder is lost, and counted; but no line of nonsense is written. */
    @Test
    void linesEvent_meetsAnotherEncoder_writesNothing() {
        PatternLayout layout = new PatternLayout();
        layout.setContext(new LoggerContext());
        layout.setPattern("%msg%n");
        layout.start();
        List<String> written = new ArrayList<>();

        assertThatIllegalStateException()
                .isThrownBy(() -> written.add(layout.doLayout(new LinesEvent(new byte[] {'x', '\n'}))))
                .withMessage("a batch of lines has no message");

        assertThat(written).isEmpty();
    }
}
