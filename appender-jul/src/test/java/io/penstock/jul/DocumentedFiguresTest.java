package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.AsyncConfig;
import io.penstock.jul.format.MessageWithParameters;
import io.penstock.jul.wrap.LineBatch;
import io.penstock.sink.Sink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/jul.md says in figures, and is not tried out elsewhere. */
class DocumentedFiguresTest {

    private static String page() throws Exception {
        return Files.readString(Path.of(System.getProperty("penstock.test.docs"), "jul.md"));
    }

    @Test
    void page_sizesOfABatch_areThoseOfTheCode() throws Exception {
        assertThat(page())
                .contains("one write for up to " + LineBatch.MOST_CHARS + " characters")
                .contains("overshoot it by " + LineBatch.MOST_CHARS + " characters")
                .contains("or after " + Sink.LARGEST_BATCH + " events")
                .contains("at most " + Sink.LARGEST_BATCH + " events")
                .contains("waited for " + LineBatch.LONGEST_MILLIS + " milliseconds");
    }

    @Test
    void handlers_asManyAsThePageSays_areWrappedAndNoMore() throws Exception {
        String most = page().split("separated by commas \\(up to ")[1].split("\\)")[0];
        int number = Integer.parseInt(most);

        AsyncProxyHandler full = proxy(number);
        full.publish(new LogRecord(Level.INFO, "event"));
        full.close();

        assertThat(full.getHandlers())
                .hasSize(number)
                .allSatisfy(handler ->
                        assertThat(((RecordingHandler) handler).lines).containsExactly("event"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy(number + 1))
                .withMessage("65 handlers to wrap; give 1 to 64");
    }

    private static AsyncProxyHandler proxy(int handlers) {
        return new AsyncProxyHandler(
                "many",
                AsyncConfig.builder().build(),
                Stream.generate(RecordingHandler::new).limit(handlers).toArray(Handler[]::new));
    }

    @Test
    void messages_withNumbersUpToWhatThePageSays_areThoseOfTheJdk() throws Exception {
        assertThat(page()).contains("`{0}` to `{999}`");
        Formatter formatter = new SimpleFormatter();
        MessageWithParameters texts = new MessageWithParameters(formatter);
        Object[] parameters = Stream.iterate(0, n -> n + 1).limit(1_001).toArray();

        for (String message : new String[] {"{0} {9}", "{10} {99}", "{100} {998} {999}", "{1000}"}) {
            LogRecord record = new LogRecord(Level.INFO, message);
            record.setParameters(parameters);
            assertThat(texts.of(record)).isEqualTo(formatter.formatMessage(record));
        }
    }
}
