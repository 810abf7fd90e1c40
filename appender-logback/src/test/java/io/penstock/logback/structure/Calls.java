package io.penstock.logback.structure;

import static net.logstash.logback.argument.StructuredArguments.array;
import static net.logstash.logback.argument.StructuredArguments.entries;
import static net.logstash.logback.argument.StructuredArguments.fields;
import static net.logstash.logback.argument.StructuredArguments.kv;
import static net.logstash.logback.argument.StructuredArguments.raw;
import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.Collections;
import java.util.List;
import net.logstash.logback.argument.StructuredArguments;
import net.logstash.logback.marker.Markers;
import org.slf4j.Logger;

/** The ways to log a value. */
final class Calls {

    record Call(String name, Way way) {}

    interface Way {
        void log(Logger logger, Object value);
    }

    private Calls() {}

    static List<Call> all() {
        return List.of(
                new Call("argument", (log, v) -> log.info("got {}", v)),
                new Call("argument not shown", (log, v) -> log.info("got it", v)),
                new Call("kv", (log, v) -> log.info("got {}", kv("field", v))),
                new Call("kv not shown", (log, v) -> log.info("got it", kv("field", v))),
                new Call("kv called password", (log, v) -> log.info("got it", kv("password", v))),
                new Call("kv with a pattern", (log, v) -> log.info("got {}", kv("field", v, "<{0}|{1}>"))),
                new Call("value", (log, v) -> log.info("got {}", value("field", v))),
                new Call("two", (log, v) -> log.info("got {}", kv("field", v), value("other", v))),
                new Call("array", (log, v) -> log.info("got {}", array("field", v, 1, v))),
                new Call("fields", (log, v) -> log.info("got {}", fields(v))),
                new Call("fields not shown", (log, v) -> log.info("got it", fields(v))),
                new Call("entries", (log, v) -> log.info("got {}", entries(Collections.singletonMap("k", v)))),
                new Call("raw", (log, v) -> log.info("got {}", raw("field", "{ \"a\": [1] }"))),
                new Call("deferred", (log, v) -> log.info("got it", StructuredArguments.defer(() -> kv("field", v)))),
                new Call("append", (log, v) -> log.info(Markers.append("field", v), "got it")),
                new Call("append array", (log, v) -> log.info(Markers.appendArray("field", v, 1), "got it")),
                new Call("append fields", (log, v) -> log.info(Markers.appendFields(v), "got it")),
                new Call("append raw", (log, v) -> log.info(Markers.appendRaw("field", "[1, 2]"), "got it")),
                new Call(
                        "append entries",
                        (log, v) -> log.info(Markers.appendEntries(Collections.singletonMap("k", v)), "got it")),
                new Call("and", (log, v) -> log.info(Markers.append("a", v).and(Markers.appendFields(v)), "got it")),
                new Call(
                        "aggregate",
                        (log, v) ->
                                log.info(Markers.aggregate(Markers.append("a", v), Markers.append("b", v)), "got it")),
                new Call(
                        "deferred marker", (log, v) -> log.info(Markers.defer(() -> Markers.append("a", v)), "got it")),
                // Not here: a marker of the library's as a reference of a plain one, which stays the same object and so
                // may show what was changed later.
                new Call("marker as argument", (log, v) -> log.info("got {}", Markers.append("a", v))),
                new Call(
                        "key value",
                        (log, v) -> log.atInfo().addKeyValue("field", v).log("got it")),
                new Call(
                        "key value called password",
                        (log, v) -> log.atInfo().addKeyValue("password", v).log("got it")),
                new Call(
                        "everything",
                        (log, v) -> log.atInfo()
                                .addMarker(Markers.append("marked", v))
                                .addKeyValue("key", v)
                                .addArgument(kv("field", v))
                                .addArgument(v)
                                .log("got {} and {}")));
    }
}
