package io.penstock.collector.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path directory;

    private DataDirectory own() throws IOException {
        return DataDirectory.own(new DiskFiles(), directory, 10_000, 3, Clock.systemUTC(), header -> {});
    }

    @Test
    void topics_writtenAndReopened_areThere() throws Exception {
        List<String> sent = new ArrayList<>();
        try (DataDirectory data = own()) {
            for (int i = 0; i < 500; i++) {
                sent.add("message " + i);
                data.topicToWrite(Batches.TOPIC).append(Batches.of("message " + i));
            }
            data.topicToWrite(new TopicName("other")).append(Batches.of("elsewhere"));
        }

        try (DataDirectory data = own()) {
            assertThat(Batches.read(data.topic(Batches.TOPIC).orElseThrow(), 0)).isEqualTo(sent);
            assertThat(data.topics()).extracting(log -> log.topic().value()).containsExactly("default", "other");
        }
        try (DataDirectory data = DataDirectory.view(new DiskFiles(), directory)) {
            assertThat(Batches.read(data.topic(Batches.TOPIC).orElseThrow(), 0)).isEqualTo(sent);
        }
    }

    @Test
    void own_twice_secondIsRefusedWithTheProcessAndTheCure() throws Exception {
        try (DataDirectory first = own()) {
            assertThatThrownBy(this::own)
                    .isInstanceOf(IOException.class)
                    .hasMessage("another collector (process "
                            + ProcessHandle.current().pid() + ") writes to "
                            + directory.toAbsolutePath()
                            + "; stop it, or give this one another directory with --data");
            assertThat(first.topics()).isEmpty();
        }
        own().close();
    }

    @Test
    void view_besideAnOwner_readsAndChangesNothing() throws Exception {
        try (DataDirectory data = own()) {
            data.topicToWrite(Batches.TOPIC).append(Batches.of("one"));
            try (DataDirectory seen = DataDirectory.view(new DiskFiles(), directory)) {
                assertThat(Batches.read(seen.topic(Batches.TOPIC).orElseThrow(), 0))
                        .containsExactly("one");
                assertThatThrownBy(() -> seen.topic(Batches.TOPIC).orElseThrow().append(Batches.of("no")))
                        .hasMessage("topic default was opened for reading only");
            }
        }
    }

    @Test
    void topicToWrite_oneTooMany_refusedWithTheSetting() throws Exception {
        try (DataDirectory data = own()) {
            for (String name : List.of("a", "b", "c")) {
                data.topicToWrite(new TopicName(name));
            }

            assertThatThrownBy(() -> data.topicToWrite(new TopicName("d")))
                    .isInstanceOf(TooManyTopicsException.class)
                    .hasMessage("there are 3 topics, and --max-topics=3; raise it, or write to one that exists");
        }
    }

    @Test
    void files_ofOthersInTheDirectory_areLeftAlone() throws Exception {
        Path strange = Files.createDirectories(directory.resolve("topics").resolve("not a topic!"));
        Files.createDirectories(directory.resolve("topics").resolve("default"));
        Path note =
                Files.writeString(directory.resolve("topics").resolve("default").resolve("README"), "mine");

        try (DataDirectory data = own()) {
            assertThat(data.topics()).hasSize(1);
        }

        assertThat(strange).exists();
        assertThat(note).hasContent("mine");
    }
}
