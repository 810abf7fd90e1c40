package io.penstock.benchmark.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.SenderStats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TcpOutcomeTest {

    @TempDir
    Path directory;

    @Test
    void complaints_allReceivedSomeTwice_areNone() {
        TcpOutcome outcome = outcome(100, new Books(100, 98, 0, 2, 0, "ringFull=2"), new ReceivedMessages(98, 7), 1);

        assertThat(outcome.complaints()).isEmpty();
        assertThat(outcome.markdown()).contains("TcpAppender", "lost", "duplicates");
    }

    @Test
    void complaints_acknowledgedAndNotReceived_saySo() {
        assertThat(outcome(100, new Books(100, 100, 0, 0, 0, ""), new ReceivedMessages(99, 0), 1)
                        .complaints())
                .containsExactly("lost=1: 99 messages received for 100 calls");
    }

    @Test
    void complaints_neverKilled_saySo() {
        assertThat(outcome(100, new Books(100, 100, 0, 0, 0, ""), new ReceivedMessages(100, 0), 0)
                        .complaints())
                .containsExactly("the receiver was never killed: use more demo.actions");
    }

    @Test
    void receivedMessages_repeatsAndStrangers_areToldApart() throws Exception {
        Files.writeString(directory.resolve("life-1"), """
                <14>1 - - - - - [penstock@32473 session="a" sequence="1"] [1] log message 2
                <14>1 - - - - - [penstock@32473 session="a" sequence="2"] [1] --------
                <14>1 - - - - - [penstock@32473 session="a" sequence="3"] 12 events were dropped
                """);
        Files.writeString(directory.resolve("life-2"), """
                <14>1 - - - - - [penstock@32473 session="a" sequence="2"] [1] --------
                <14>1 - - - - - [penstock@32473 session="a" sequence="4"] [1] log message 1
                """);

        assertThat(ReceivedMessages.in(directory)).isEqualTo(new ReceivedMessages(3, 1));
    }

    @Test
    void complaints_collectorThatKeepsAMessageTwice_sayHowMany() {
        Books books = new Books(100, 100, 0, 0, 0, "");

        TcpOutcome good = outcome(100, books, new ReceivedMessages(100, 0), OptionalLong.of(7), 1);
        TcpOutcome bad = outcome(100, books, new ReceivedMessages(100, 2), OptionalLong.of(7), 1);

        assertThat(good.complaints()).isEmpty();
        assertThat(good.markdown()).contains("stored, as query finds it", "stored twice", "duplicates removed");
        assertThat(bad.complaints()).containsExactly("duplicates=2: the collector keeps each message once");
    }

    private static TcpOutcome outcome(long offered, Books books, ReceivedMessages received, int kills) {
        return outcome(offered, books, received, OptionalLong.empty(), kills);
    }

    private static TcpOutcome outcome(
            long offered, Books books, ReceivedMessages received, OptionalLong removed, int kills) {
        return new TcpOutcome(
                "TcpAppender",
                offered,
                Optional.of(books),
                SenderStats.empty(),
                received,
                removed,
                kills,
                new Histogram(1_000_000_000, 2),
                1_000_000_000);
    }
}
