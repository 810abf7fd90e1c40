package io.penstock.collector.cli;

import io.penstock.collector.client.LogdConnection;
import io.penstock.collector.log.DataDirectory;
import io.penstock.collector.log.DiskFiles;
import io.penstock.collector.log.TopicLog;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.query.LogSearch;
import io.penstock.collector.query.Query;
import io.penstock.collector.query.QueryParser;
import io.penstock.collector.query.ServerSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds records. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints the records that fulfil all that is asked for: a table on a terminal, otherwise one JSON object per line.",
            "With --data it reads the files, also beside a collector that is running; without, it reads all from a server."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done, whether anything was found or not",
            "1:the work could not be done: a server that does not answer, a directory or a topic that is not there",
            "2:the command line is wrong",
            "3:a part of the log is damaged and was left out"
        })
final class QueryCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "EXPRESSION",
            arity = "0..*",
            description = "all in one: level:warn logger:com.acme since:2h until:1h user=42 \"timed out\"")
    private List<String> expression = List.of();

    @Option(names = "--data", paramLabel = "DIR", description = "where the log is kept (none: ask --server)")
    private @Nullable Path data;

    @Mixin
    private ServerOption server = new ServerOption();

    @Option(names = "--topic", paramLabel = "NAME", description = "may be given several times (all topics)")
    private List<String> topics = List.of();

    @Option(names = "--since", paramLabel = "TIME", description = "2h or 7d (ago), 2026-11-22, 2026-11-22T10:15 (UTC)")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "before that time; written as --since")
    private @Nullable String until;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "trace, debug, info, warn or error: this one or above")
    private @Nullable String level;

    @Option(names = "--logger", paramLabel = "PREFIX", description = "its name, or how it begins")
    private @Nullable String logger;

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "stands in the message or the exception; all of several do")
    private List<String> texts = List.of();

    @Option(names = "--attribute", paramLabel = "NAME=VALUE", description = "may be given several times")
    private List<String> attributes = List.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "" + Long.MAX_VALUE,
            description = "print the first N (all)")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--count", description = "print how many there are, and nothing else")
    private boolean count;

    @Option(names = "--json", description = "JSON also on a terminal")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Query query = query();
        requirePlausible();
        QueryOutput output = new QueryOutput(
                count, json || !Terminal.isThere(), limit, spec().commandLine().getErr());
        // A server that was typed counts more than a directory that comes from the environment.
        Path files = isTyped("--server") ? null : data;
        if (files == null) {
            searchServer(query, output);
        } else {
            searchFiles(query, files, output);
        }
        output.finish();
        return output.isDamaged() ? Main.DAMAGED : 0;
    }

    private Query query() {
        QueryParser parser = new QueryParser(Instant.now());
        try {
            if (since != null) {
                parser.since("--since=" + since, since);
            }
            if (until != null) {
                parser.until("--until=" + until, until);
            }
            if (level != null) {
                parser.level("--level=" + level, level);
            }
            if (logger != null) {
                parser.logger("--logger=" + logger, logger);
            }
            texts.forEach(text -> parser.text("--text=" + text, text));
            attributes.forEach(pair -> parser.attribute("--attribute=" + pair, pair));
            parser.expression(String.join(" ", expression));
            return parser.build();
        } catch (IllegalArgumentException wrong) {
            throw wrong(String.valueOf(wrong.getMessage()));
        }
    }

    private void requirePlausible() {
        if (isTyped("--data") && isTyped("--server")) {
            throw wrong(
                    "--data and --server exclude each other: the one reads files, the other asks a collector; leave one out");
        }
        if (limit < 1) {
            throw wrong("--limit=" + limit + " prints nothing; use 1 or more");
        }
        if (count && limit != Long.MAX_VALUE) {
            throw wrong("--count and --limit exclude each other: what is counted is counted to its end; leave one out");
        }
        for (String topic : topics) {
            if (!TopicName.isValid(topic)) {
                throw wrong(
                        "--topic=" + topic + " is no name of a topic; use letters, digits, dot, underscore and hyphen");
            }
        }
    }

    private void searchFiles(Query query, Path directory, QueryOutput output) throws IOException {
        if (!DataDirectory.isThere(directory)) {
            throw new IOException("--data=" + directory + " holds no log; name the directory that serve was given");
        }
        try (DataDirectory seen = DataDirectory.viewStretches(
                        new DiskFiles(), directory, topic -> topics.isEmpty() || topics.contains(topic.value()));
                LogSearch search = new LogSearch(query, count)) {
            List<String> found =
                    seen.topics().stream().map(log -> log.topic().value()).toList();
            requireTopics(found, "--data=" + directory);
            output.topics(found);
            for (TopicLog log : seen.topics()) {
                if (!search.search(log, output)) {
                    break;
                }
            }
        }
    }

    private void searchServer(Query query, QueryOutput output) throws IOException {
        try (LogdConnection connection = server.connect()) {
            SortedMap<String, Long> ends = ends(connection.stats());
            requireTopics(ends.keySet(), "the collector");
            if (!topics.isEmpty()) {
                ends.keySet().retainAll(topics);
            }
            output.topics(ends.keySet());
            ServerSearch search = new ServerSearch(query, count);
            for (Map.Entry<String, Long> topic : ends.entrySet()) {
                if (!search.search(connection, new TopicName(topic.getKey()), topic.getValue(), output)) {
                    break;
                }
            }
        }
    }

    /** Where each topic ends. */
    private static SortedMap<String, Long> ends(Map<String, String> stats) {
        String before = "topic.";
        String behind = ".end";
        SortedMap<String, Long> ends = new TreeMap<>();
        stats.forEach((key, value) -> {
            if (key.startsWith(before) && key.endsWith(behind)) {
                ends.put(key.substring(before.length(), key.length() - behind.length()), Long.parseLong(value));
            }
        });
        return ends;
    }

    private void requireTopics(Collection<String> found, String where) throws IOException {
        List<String> missing = new ArrayList<>(topics);
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            throw new IOException("--topic=" + missing.get(0) + ": " + where + " has no such topic"
                    + "; leave --topic out to search all topics");
        }
    }

    private boolean isTyped(String option) {
        return spec().commandLine().getParseResult().hasMatchedOption(option);
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec().commandLine(), message);
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not run as a command");
        }
        return spec;
    }
}
