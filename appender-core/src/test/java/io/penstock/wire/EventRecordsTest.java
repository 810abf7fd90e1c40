package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.penstock.ContextCarrier;
import io.penstock.Severity;
import io.penstock.context.ContextCarriers;
import io.penstock.encode.RecordBound;
import io.penstock.encode.RecordLimits;
import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.choice.ChosenProtocol;
import io.penstock.wire.choice.Protocols;
import io.penstock.wire.toy.ToyChoice;
import io.penstock.wire.toy.ToyRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventRecordsTest {

    private final FakeWalk walk = new FakeWalk();
    private final Utf8Buffer buffer = new Utf8Buffer(0);
    private final RecordNumber number = new RecordNumber("5e", 0);

    @Test
    void structuredProtocol_everythingAnEventHas_arrivesByNameAndType() throws Exception {
        Map<String, Object> keyValues = new LinkedHashMap<>();
        keyValues.put("count", 3);
        keyValues.put("list", List.of("a", 2L));
        keyValues.put("map", Map.of("b", true));
        FakeEvent event = new FakeEvent("a.B", List.of("ONE", "TWO"), Map.of("user", "ada"), keyValues, "caf\u00e9\n");

        records(ToyChoice.TABLE).encode(number.next(), event, buffer);

        Map<String, Object> record = onlyRecord();
        assertThat(record)
                .containsExactly(
                        entry("tag", "toy"),
                        entry("session", "5e"),
                        entry("number", 1L),
                        entry("time", "2026-11-22T02:25:08.123456Z"),
                        entry("severity", "WARN"),
                        entry("logger", "a.B"),
                        entry("level", "WARNING"),
                        entry("line", 17L),
                        entry("markers", List.of("ONE", "TWO")),
                        entry("mdc", Map.of("user", "ada")),
                        entry("kvp", Map.of("count", 3L, "list", List.of("a", 2L), "map", Map.of("b", "true"))),
                        entry("text", "caf\u00e9\n"));
    }

    @Test
    void syslog_sameWalk_showsNoDetails() throws Exception {
        ChosenProtocol protocol = new ChosenProtocol(Protocols.ALL);
        protocol.choose("syslog");
        protocol.set("hostname", "host");
        FakeEvent event = new FakeEvent("a.B", List.of("ONE"), Map.of("user", "ada"), Map.of("k", 1), "text\n");

        protocol.records(walk, "shop").encode(number.next(), event, buffer);

        assertThat(text())
                .startsWith("<12>1 2026-11-22T02:25:08.123456Z host shop ")
                .endsWith(
                        " sequence=\"1\" logger=\"a.B\" marker=\"ONE\"][mdc@32473 user=\"ada\"][kvp@32473 k=\"1\"] text");
    }

    @Test
    void textOnly_asksForNothingButTheText() throws Exception {
        EventWalk<FakeEvent, FakeEvent> textOnly = new FakeWalk() {
            @Override
            public Severity severity(FakeEvent event) {
                throw new AssertionError("not wanted");
            }

            @Override
            public Instant time(FakeEvent event) {
                throw new AssertionError("not wanted");
            }

            @Override
            public void fields(FakeEvent event, EventFields target, boolean details) {
                throw new AssertionError("not wanted");
            }

            @Override
            public void groups(FakeEvent event, EventFields target) {
                throw new AssertionError("not wanted");
            }
        };
        buffer.append("before ");

        new EventRecords<>(textOnly, null).encode(number.next(), FakeEvent.of("text\n"), buffer);

        assertThat(text()).isEqualTo("before text\n");
    }

    @Test
    void encodeWithin_tooLong_isShortenedUnderTheNumberItHas() throws Exception {
        RecordEncoder<FakeEvent> records = records(ToyChoice.TABLE);
        FakeEvent event = FakeEvent.of("x".repeat(1000));
        records.encode(number.next(), event, buffer);
        int original = buffer.size();
        buffer.clear();

        records.encodeWithin(new RecordBound(500, 480, original), number, event, buffer);

        Map<String, Object> record = onlyRecord();
        assertThat(buffer.size()).isBetween(400, 480);
        assertThat(record).containsEntry("number", 1L).containsEntry("originalBytes", (long) original);
        assertThat(record.get("text"))
                .asString()
                .startsWith("xxx")
                .endsWith("[" + original + " bytes shortened at maxRecordBytes=500]");
        buffer.clear();
        records.encode(number.next(), FakeEvent.of("next"), buffer);
        assertThat(onlyRecord()).containsEntry("number", 2L).doesNotContainKey("originalBytes");
    }

    @Test
    void encodeWithin_whatMakesTheTextKnowsItsOwnClassOnly_cutsItsText() throws Exception {
        FakeEvent event = FakeEvent.of("y".repeat(1000));
        EventWalk<FakeEvent, FakeEvent> strict = new FakeWalk() {
            @Override
            public void text(FakeEvent any, Utf8Buffer target) throws IOException {
                if (any != event) {
                    throw new ClassCastException("not mine");
                }
                super.text(any, target);
            }
        };

        new EventRecords<>(strict, null).encodeWithin(new RecordBound(300, 300, 1000), number, event, buffer);

        assertThat(text()).hasSizeLessThanOrEqualTo(300).startsWith("yyy").contains("shortened at maxRecordBytes=300");
    }

    @Test
    void encode_failing_isClosed() throws Exception {
        RecordEncoder<FakeEvent> records = records(ToyChoice.TABLE);

        assertThatThrownBy(() -> records.encode(
                        number.next(), new FakeEvent("a", List.of("M"), Map.of(), Map.of(), "fail"), new Utf8Buffer(0)))
                .isInstanceOf(IOException.class);
        records.encode(number.next(), FakeEvent.of("x"), buffer);

        assertThat(onlyRecord()).containsEntry("number", 2L).doesNotContainKey("markers");
        assertThat(walk.open).isZero();
    }

    @Test
    void carriedContext_isThereForTheWholeAndForTheShortenedRecord() throws Exception {
        List<String> log = new ArrayList<>();
        ContextCarrier carrier = new ContextCarrier() {
            @Override
            public String name() {
                return "noting";
            }

            @Override
            public Object capture() {
                return "caller's";
            }

            @Override
            public Scope restore(Object captured) {
                log.add("restored " + captured);
                return () -> log.add("back");
            }
        };
        walk.carried = new ContextCarriers(List.of(carrier), (message, cause) -> log.add(message)).capture();
        EventWalk<FakeEvent, FakeEvent> noting = new FakeWalk() {
            @Override
            public void text(FakeEvent event, Utf8Buffer target) throws IOException {
                log.add("text");
                super.text(event, target);
            }

            @Override
            public FakeEvent shortened(FakeEvent event, RecordLimits limits) {
                return FakeEvent.of("s");
            }
        };
        ((FakeWalk) noting).carried = walk.carried;
        RecordEncoder<FakeEvent> records = new EventRecords<>(noting, null);

        records.encode(number.next(), FakeEvent.of("x".repeat(100)), buffer);
        buffer.clear();
        records.encodeWithin(new RecordBound(10, 10, 100), number, FakeEvent.of("x"), buffer);

        assertThat(log)
                .startsWith("restored caller's", "text", "back", "restored caller's", "text")
                .endsWith("back");
        assertThat(log.stream().filter(line -> line.equals("back"))).hasSize(2);
    }

    @Test
    void logger_isTheWalks() {
        assertThat(records(ToyChoice.TABLE).logger(FakeEvent.of("x"))).isEqualTo("a.B");
    }

    private RecordEncoder<FakeEvent> records(Protocols table) {
        return new ChosenProtocol(table).records(walk, null);
    }

    private Map<String, Object> onlyRecord() {
        List<Map<String, Object>> records = ToyRecords.read(buffer.toByteArray());
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private String text() {
        return new String(buffer.toByteArray(), StandardCharsets.UTF_8);
    }
}
