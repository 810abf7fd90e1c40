package io.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import io.penstock.Figure;
import io.penstock.Figure.Kind;
import io.penstock.TcpConfig;
import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.RingSlot;
import io.penstock.ring.RingTally;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
import io.penstock.sink.TimeSource;
import io.penstock.tcp.TcpSink;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.RecordNumber;
import io.penstock.wire.relp.RelpProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/figures.md lists the figures that there are, and nothing else. If one of these fails, copy what it wants. */
class FiguresPageTest {

    private static final class Slot extends RingSlot {
        @Override
        protected void clear() {}
    }

    private static final class NoRecords implements RecordEncoder<Slot> {
        @Override
        public void encode(RecordNumber number, Slot slot, Utf8Buffer target) {}

        @Override
        public void encode(RecordNumber number, LossReport report, Utf8Buffer target) {}
    }

    private final TcpSink<Slot> sender = new TcpSink<>(
            TcpConfig.builder().destination("loghost:2514").build(),
            new RelpProtocol(),
            new NoRecords(),
            null,
            new RingTally(),
            (message, cause) -> {},
            TimeSource.system());

    private List<Figure> ofRing() {
        return new AppenderFigures("Test", "page", List.of(ring(sender).figures())).list();
    }

    private List<Figure> ofSender() {
        return new AppenderFigures("Test", "page", List.of(sender.figures())).list();
    }

    private static AsyncRing<Slot> ring(Sink<Slot> sink) {
        return new AsyncRing<>(
                AsyncConfig.builder().build(),
                "page",
                Slot::new,
                sink,
                SinkTraits.of("The sink"),
                new RingTally(),
                (message, cause) -> {},
                TimeSource.system());
    }

    @Test
    void page_figuresOfEveryAppender_areThoseThatThereAre() throws IOException {
        assertThat(table("Every appender")).containsExactlyElementsOf(rows(numbers(ofRing())));
    }

    @Test
    void page_figuresOfASender_areThoseThatThereAre() throws IOException {
        assertThat(table("A sender")).containsExactlyElementsOf(rows(numbers(ofSender())));
    }

    @Test
    void page_settings_areThoseThatThereAre() throws IOException {
        List<Figure> settings = Stream.concat(ofRing().stream(), ofSender().stream())
                .filter(FiguresPageTest::isSetting)
                .toList();

        assertThat(table("Settings in use")).containsExactlyElementsOf(rows(settings));
    }

    private static boolean isSetting(Figure figure) {
        return figure.kind() == Kind.TEXT && figure.description().startsWith("Setting: ");
    }

    private static List<Figure> numbers(List<Figure> figures) {
        return figures.stream().filter(figure -> !isSetting(figure)).toList();
    }

    private static List<String> rows(List<Figure> figures) {
        return figures.stream().map(FiguresPageTest::row).toList();
    }

    private static String row(Figure figure) {
        return "| `" + figure.name() + "` | " + figure.kind().name().toLowerCase(Locale.ROOT) + " | " + figure.unit()
                + (figure.unit().isEmpty() ? "| " : " | ") + figure.description() + " |";
    }

    /** The rows of the table below this heading. */
    private static List<String> table(String heading) throws IOException {
        List<String> rows = new ArrayList<>();
        boolean below = false;
        for (String line : Files.readAllLines(Path.of("../docs/figures.md"))) {
            if (line.startsWith("#")) {
                below = line.replace("#", "").strip().equals(heading);
            } else if (below && line.startsWith("| `")) {
                rows.add(line);
            }
        }
        return rows;
    }
}
