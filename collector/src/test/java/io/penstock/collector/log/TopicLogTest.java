package io.penstock.collector.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopicLogTest {

    private static final Path DIRECTORY = Path.of("/data/topics/default");

    private final MemoryFiles files = new MemoryFiles();

    private TopicLog own() throws IOException {
        return own(1000);
    }

    private TopicLog own(long segmentBytes) throws IOException {
        return TopicLog.own(files, Batches.TOPIC, DIRECTORY, segmentBytes, Clock.systemUTC(), header -> {});
    }

    private List<Path> segments() {
        return files.list(DIRECTORY).stream().filter(Segment::isSegment).toList();
    }

    @Test
    void append_firstBatches_offsetsAsLogdGivesThem() throws Exception {
        TopicLog log = own();

        assertThat(log.append(Batches.of("hi", "hallo", "sup"))).isEqualTo(0);
        assertThat(log.append(Batches.of("next"))).isEqualTo(67);
        assertThat(Batches.read(log, 0)).containsExactly("hi", "hallo", "sup", "next");
        assertThat(Batches.read(log, 67)).containsExactly("next");
    }

    @Test
    void append_segmentFull_rollsAndReadsOnAcrossFiles() throws Exception {
        TopicLog log = own();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add("message " + i);
            log.append(Batches.of("message " + i));
        }

        assertThat(segments()).hasSizeGreaterThan(10);
        assertThat(Batches.read(log, 0)).isEqualTo(sent);
        assertThat(Batches.read(TopicLog.view(files, Batches.TOPIC, DIRECTORY), 0))
                .isEqualTo(sent);
    }

    @Test
    void read_offsetAtWhichNoBatchBegins_refused() throws Exception {
        TopicLog log = own(100_000);
        log.append(Batches.of("a"));
        long last = log.append(Batches.of("b"));

        assertThatThrownBy(() -> log.read(1, false).next())
                .isInstanceOf(NoSuchOffsetException.class)
                .hasMessage("no batch of topic default begins at offset 1");
        assertThatThrownBy(() -> log.read(last + 1, false).next()).isInstanceOf(NoSuchOffsetException.class);
        assertThatThrownBy(() -> log.read(log.end() + 1, false).next())
                .hasMessage("offset " + (log.end() + 1) + " is beyond the end of topic default at " + log.end());
        assertThat(log.read(log.end(), false).next()).isNull();
    }

    @Test
    void cursor_atTheEnd_seesWhatComesLater() throws Exception {
        TopicLog log = own();
        LogCursor cursor = log.read(0, false);
        assertThat(cursor.next()).isNull();

        log.append(Batches.of("later"));

        assertThat(Batches.messages(cursor.next().body())).containsExactly("later");
        assertThat(cursor.next()).isNull();
    }

    @Test
    void cursor_syncedOnly_waitsForTheSync() throws Exception {
        TopicLog log = own();
        log.append(Batches.of("one"));

        assertThat(Batches.read(log, 0, true)).isEmpty();
        log.sync();
        log.append(Batches.of("two"));
        assertThat(Batches.read(log, 0, true)).containsExactly("one");
        assertThat(Batches.read(log, 0, false)).containsExactly("one", "two");
    }

    @Test
    void open_afterAKill_everythingWrittenIsThereInANewEpoch() throws Exception {
        TopicLog log = own();
        log.append(Batches.of("one"));
        log.append(Batches.of("two"));
        Checkpoint before = log.checkpoint(log.end(), 0);
        files.kill();

        TopicLog again = own();

        assertThat(again.cut()).isNull();
        assertThat(Batches.read(again, 0)).containsExactly("one", "two");
        assertThat(again.identity().id()).isEqualTo(log.identity().id());
        assertThat(again.identity().epoch()).isEqualTo(2);
        assertThat(again.identity().objection(before, again.end())).isNull();
        assertThat(again.append(Batches.of("three"))).isEqualTo(before.offset());
    }

    @Test
    void open_tornTail_isCutAndToldAndNotByThoseWhoOnlyRead() throws Exception {
        TopicLog log = own();
        log.append(Batches.of("one"));
        files.append(segments().get(0), new byte[] {0x50, 0x4E, 0x53, 0x4B, 1, 0, 0});
        files.kill();

        TopicLog seen = TopicLog.view(files, Batches.TOPIC, DIRECTORY);
        assertThat(Batches.read(seen, 0)).containsExactly("one");
        assertThat(files.readAll(segments().get(0))).endsWith(0x50, 0x4E, 0x53, 0x4B, 1, 0, 0);

        TopicLog again = own();
        assertThat(again.cut())
                .isEqualTo("cut 7 bytes from the end of 00000000000000000000.log: the file ends within a header");
        assertThat(again.append(Batches.of("two"))).isEqualTo(log.end());
        assertThat(Batches.read(again, 0)).containsExactly("one", "two");
    }

    @Test
    void open_damagedBatchInTheNewestSegment_isCutFromThereOn() throws Exception {
        TopicLog log = own(100_000);
        log.append(Batches.of("one"));
        long second = log.append(Batches.of("two"));
        int end = files.readAll(segments().get(0)).length;
        files.damage(segments().get(0), end - 3);
        files.kill();

        TopicLog again = own(100_000);

        assertThat(again.cut()).endsWith("the checksum of the body is wrong");
        assertThat(again.end()).isEqualTo(second);
        assertThat(Batches.read(again, 0)).containsExactly("one");
    }

    @Test
    void checkpoint_beyondWhatAPowerCutLeft_isRefused() throws Exception {
        TopicLog log = own();
        log.append(Batches.of("kept"));
        log.sync();
        long kept = log.end();
        log.append(Batches.of("taken away"));
        Checkpoint ahead = log.checkpoint(log.end(), 0);
        Checkpoint behind = log.checkpoint(kept, 0);
        files.cutPower(new NothingKept());

        TopicLog again = own();
        again.append(Batches.of("another"));
        again.append(Batches.of("and another"));

        assertThat(again.end()).isGreaterThan(ahead.offset());
        assertThat(again.identity().objection(behind, again.end())).isNull();
        assertThat(again.identity().objection(ahead, again.end()))
                .isEqualTo("the checkpoint is at offset " + ahead.offset()
                        + " of epoch 1, and of that epoch the log kept only what is before " + kept
                        + ": a power cut took the rest");
    }

    @Test
    void checkpoint_ofAnotherLogOrBeyondTheEnd_isRefused() throws Exception {
        TopicLog log = own();
        log.append(Batches.of("one"));

        Checkpoint other = new Checkpoint("0".repeat(32), 1, 0, 0);
        assertThat(log.identity().objection(other, log.end())).startsWith("the checkpoint is one of log 000000");
        assertThat(log.identity().objection(log.checkpoint(1000, 0), log.end()))
                .isEqualTo("the checkpoint is at offset 1000, beyond the end of the log at " + log.end());
        Checkpoint newer = new Checkpoint(log.identity().id(), 5, 0, 0);
        assertThat(log.identity().objection(newer, log.end())).contains("the log is an older copy of itself");
    }

    @Test
    void append_diskFull_nothingOfItStaysAndTheNextOneGoes() throws Exception {
        TopicLog log = own();
        log.append(Batches.of("one"));
        files.room = 120;

        assertThatThrownBy(() -> log.append(Batches.of("does not fit"))).hasMessage("No space left on device");
        assertThat(Batches.read(log, 0)).containsExactly("one");
        files.room = Long.MAX_VALUE;
        log.append(Batches.of("two"));

        files.kill();
        TopicLog again = own();
        assertThat(again.cut()).isNull();
        assertThat(Batches.read(again, 0)).containsExactly("one", "two");
    }

    @Test
    void sync_fails_segmentIsReplacedAndNothingIsTakenForSynced() throws Exception {
        TopicLog log = own(100_000);
        log.append(Batches.of("synced"));
        log.sync();
        long synced = log.synced();
        log.append(Batches.of("written"));
        files.failingSyncs = 1;

        assertThatThrownBy(log::sync).hasMessage("Input/output error");
        assertThat(log.synced()).isEqualTo(synced);
        LogCursor durable = log.read(synced, true);
        assertThat(durable.next()).isNull();
        log.append(Batches.of("after"));
        log.sync();

        assertThat(segments()).hasSize(2);
        assertThat(Batches.messages(durable.next().body())).containsExactly("written");
        files.cutPower(new NothingKept());
        assertThat(Batches.read(own(100_000), 0)).containsExactly("synced", "written", "after");
    }

    @Test
    void sync_failsBeforeAnythingWasSynced_fileOfTheSameNameTakesItsPlace() throws Exception {
        TopicLog log = own(100_000);
        log.append(Batches.of("written"));
        LogCursor reading = log.read(0, false);
        reading.next();
        files.failingSyncs = 1;

        assertThatThrownBy(log::sync).hasMessage("Input/output error");
        log.append(Batches.of("after"));
        log.sync();

        assertThat(segments()).hasSize(1);
        assertThat(Batches.messages(reading.next().body())).containsExactly("after");
        files.cutPower(new NothingKept());
        assertThat(Batches.read(own(100_000), 0)).containsExactly("written", "after");
    }

    @Test
    void sync_failedAndNothingIsAppended_nextSyncBringsItToDisk() throws Exception {
        TopicLog log = own(100_000);
        log.append(Batches.of("written"));
        files.failingSyncs = 2;
        assertThatThrownBy(log::sync).hasMessage("Input/output error");
        assertThatThrownBy(log::sync).hasMessage("Input/output error");

        log.sync();

        files.cutPower(new NothingKept());
        assertThat(Batches.read(own(100_000), 0)).containsExactly("written");
    }

    @Test
    void open_afterAFailedSyncAndAKill_isWrittenAgainBeforeItCountsAsSynced() throws Exception {
        TopicLog log = own(100_000);
        log.append(Batches.of("written"));
        files.failingSyncs = 2;
        assertThatThrownBy(log::sync).hasMessage("Input/output error");
        files.failingSyncs = 0;
        files.kill();

        TopicLog again = own(100_000);

        assertThat(again.synced()).isEqualTo(again.end());
        files.cutPower(new NothingKept());
        assertThat(Batches.read(own(100_000), 0)).containsExactly("written");
    }

    @Test
    void close_inGoodOrder_nextOwnerWritesNothingAgain() throws Exception {
        TopicLog log = own(100_000);
        log.append(Batches.of("one"));
        log.close();
        files.room = 500;

        TopicLog again = own(100_000);

        assertThat(Batches.read(again, 0)).containsExactly("one");
        assertThat(again.identity().closedAt()).isEqualTo(-1);
    }

    @Test
    void sync_nothingNew_asksNotTheDisk() throws Exception {
        TopicLog log = own();
        log.append(Batches.of("one"));
        log.sync();
        int before = files.syncs;

        log.sync();

        assertThat(files.syncs).isEqualTo(before);
    }

    @Test
    void retain_bySizeAndAge_deletesTheOldestNeverTheNewest() throws Exception {
        TopicLog log = own();
        for (int i = 0; i < 100; i++) {
            log.append(Batches.of("message " + i));
        }
        LogCursor reading = log.read(0, false);
        reading.next();
        int before = segments().size();

        assertThat(log.retain(new Retention(null, 3000), 0))
                .isEqualTo(before - segments().size())
                .isPositive();
        assertThat(log.oldest()).isPositive();
        assertThat(Batches.read(log, log.oldest())).endsWith("message 99");
        assertThatThrownBy(() -> log.read(0, false).next())
                .hasMessage("offset 0 of topic default was deleted by retention; the oldest is " + log.oldest());
        assertThat(reading.next()).as("a reader keeps the segment it reads").isNotNull();

        assertThat(log.retain(new Retention(Duration.ofDays(1), Long.MAX_VALUE), 0))
                .isZero();
        log.retain(new Retention(Duration.ofDays(1), Long.MAX_VALUE), Long.MAX_VALUE);
        assertThat(segments()).hasSize(1);
    }

    @Test
    void index_missingOrDamaged_isMadeAgain() throws Exception {
        TopicLog log = own();
        List<String> sent = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sent.add("message " + i);
            offsets.add(log.append(Batches.of("message " + i)));
        }
        List<Path> indexes = files.list(DIRECTORY).stream()
                .filter(path -> path.toString().endsWith(".idx"))
                .toList();
        assertThat(indexes).hasSizeGreaterThan(2);
        files.delete(indexes.get(0));
        files.damage(indexes.get(1), 30);
        files.kill();

        TopicLog again = own();

        for (int i = 0; i < 50; i++) {
            assertThat(Batches.read(again, offsets.get(i))).isEqualTo(sent.subList(i, 50));
        }
    }

    @Test
    void cursor_damageInAFullSegment_isToldAndCanBeSkipped() throws Exception {
        TopicLog log = own();
        for (int i = 0; i < 50; i++) {
            log.append(Batches.of("message " + i));
        }
        files.damage(segments().get(0), 20);

        LogCursor cursor = log.read(0, false);

        assertThatThrownBy(cursor::next).isInstanceOf(CorruptLogException.class);
        assertThat(cursor.skipDamage()).isTrue();
        assertThat(cursor.offset()).isEqualTo(Segment.baseOf(segments().get(1)));
        assertThat(cursor.next()).isNotNull();
    }

    /** A power cut that leaves exactly what was synced. */
    private static final class NothingKept extends Random {
        private static final long serialVersionUID = 1;

        @Override
        public int nextInt(int bound) {
            return 0;
        }
    }

    @Test
    void read_retentionDeletesTheSegmentWhileItIsOpened_saysThatItWasDeleted() throws Exception {
        TopicLog log = own();
        for (int i = 0; i < 100; i++) {
            log.append(Batches.of("message " + i));
        }
        files.beforeNextOpen(() -> log.retain(new Retention(null, 3000), 0));

        assertThatThrownBy(() -> log.read(0, false).next())
                .isInstanceOf(NoSuchOffsetException.class)
                .hasMessageContaining("was deleted by retention");
    }
}
