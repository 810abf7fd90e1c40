package io.penstock.collector.cli;

import io.netty.channel.ChannelPipeline;
import io.penstock.collector.append.AckLevel;
import io.penstock.collector.append.AppendQueue;
import io.penstock.collector.intake.RecordIntake;
import io.penstock.collector.log.DataDirectory;
import io.penstock.collector.log.DiskFiles;
import io.penstock.collector.log.Retention;
import io.penstock.collector.log.TopicLog;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.logd.LogdService;
import io.penstock.collector.net.ConnectionLimits;
import io.penstock.collector.net.HostPort;
import io.penstock.collector.net.Network;
import io.penstock.collector.python.PythonService;
import io.penstock.collector.record.KnownNumbers;
import io.penstock.collector.syslog.SyslogService;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Receives, keeps and gives back, until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Receives log records and keeps them. Every option can also come from the environment: --data from PENSTOCK_DATA.")
final class Serve implements Callable<Integer> {

    private static final int READERS = 4;
    private static final long RETENTION_SECONDS = 60;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "penstock-data",
            description = "where the log is kept (${DEFAULT-VALUE})")
    private Path data = Path.of("penstock-data");

    @Option(
            names = "--logd",
            paramLabel = "HOST:PORT",
            defaultValue = "1774",
            description = "logd's protocol: an address, a port on the loopback address, or off (${DEFAULT-VALUE})")
    private String logd = "1774";

    @Option(
            names = "--syslog",
            paramLabel = "HOST:PORT",
            defaultValue = "5514",
            description = "syslog by TCP, octet-counted or in lines; or off (${DEFAULT-VALUE})")
    private String syslog = "5514";

    @Option(
            names = "--relp",
            paramLabel = "HOST:PORT",
            defaultValue = "2514",
            description = "RELP, acknowledged; or off (${DEFAULT-VALUE})")
    private String relp = "2514";

    @Option(
            names = "--python",
            paramLabel = "HOST:PORT",
            defaultValue = "9020",
            description = "Python's logging.handlers.SocketHandler; or off (${DEFAULT-VALUE})")
    private String python = "9020";

    @Option(
            names = "--python-magic",
            paramLabel = "HEX",
            converter = MagicConverter.class,
            description = "four bytes that stand before each frame of a Python client; e.g. 0000f00d (none)")
    private @Nullable Integer pythonMagic;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "of records whose protocol names none (${DEFAULT-VALUE})")
    private String topic = "default";

    @Option(
            names = "--ack",
            paramLabel = "LEVEL",
            defaultValue = "written",
            converter = AckConverter.class,
            description = "acknowledge what is written, or what is synced and survives a power cut (${DEFAULT-VALUE})")
    private AckLevel ack = AckLevel.WRITTEN;

    @Option(
            names = "--sync-interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "how long what is written may wait for a sync (${DEFAULT-VALUE})")
    private Duration syncInterval = AppendQueue.DEFAULT_SYNC_INTERVAL;

    @Option(
            names = "--segment-bytes",
            paramLabel = "SIZE",
            defaultValue = "256MB",
            converter = SizeConverter.class,
            description = "size at which a file of the log is full (${DEFAULT-VALUE})")
    private long segmentBytes = TopicLog.DEFAULT_SEGMENT_BYTES;

    @Option(
            names = "--keep",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "delete files of the log whose last record came longer ago; e.g. 7d (never)")
    private @Nullable Duration keep;

    @Option(
            names = "--keep-bytes",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "delete a topic's oldest files when it is larger; e.g. 10GB (never)")
    private @Nullable Long keepBytes;

    @Option(
            names = "--max-record-bytes",
            paramLabel = "SIZE",
            defaultValue = "1MB",
            converter = SizeConverter.class,
            description = "refuse longer records (${DEFAULT-VALUE})")
    private long maxRecordBytes = LogdService.DEFAULT_MAX_RECORD_BYTES;

    @Option(
            names = "--max-topics",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many topics clients may make (${DEFAULT-VALUE})")
    private int maxTopics = DataDirectory.DEFAULT_MOST_TOPICS;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "10000",
            description = "open at the same time (${DEFAULT-VALUE})")
    private int maxConnections = ConnectionLimits.DEFAULT_MOST;

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "N",
            defaultValue = "2000",
            description = "open at the same time from one address (${DEFAULT-VALUE})")
    private int maxConnectionsPerAddress = ConnectionLimits.DEFAULT_MOST_PER_ADDRESS;

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "close a connection on which nothing was sent for so long (${DEFAULT-VALUE})")
    private Duration idleTimeout = LogdService.DEFAULT_IDLE_TIMEOUT;

    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public Integer call() throws Exception {
        Ports ports = new Ports(
                address("--logd", logd),
                address("--syslog", syslog),
                address("--relp", relp),
                address("--python", python));
        requirePlausible();
        Troubles troubles = new Troubles(err(), Clock.systemUTC());
        KnownNumbers known = new KnownNumbers(KnownNumbers.DEFAULT_MOST_SESSIONS);
        try (DataDirectory directory = DataDirectory.own(
                new DiskFiles(),
                data,
                segmentBytes,
                maxTopics,
                Clock.systemUTC(),
                header -> header.sessions().forEach(known::addAll))) {
            for (TopicLog log : directory.topics()) {
                if (log.cut() != null) {
                    troubles.tell("topic " + log.topic() + ": " + log.cut());
                }
            }
            serve(directory, known, ports, troubles);
        } finally {
            // Not before the directory is closed: the JVM ends at once.
            ended.countDown();
        }
        return 0;
    }

    /** Where each protocol is received; empty: nowhere. */
    private record Ports(
            Optional<HostPort> logd, Optional<HostPort> syslog, Optional<HostPort> relp, Optional<HostPort> python) {}

    private void serve(DataDirectory directory, KnownNumbers known, Ports ports, Troubles troubles) throws Exception {
        AppendQueue appends = new AppendQueue(directory, known, ack, syncInterval, troubles::tell);
        ExecutorService readers = Executors.newFixedThreadPool(READERS, daemons("collector-read"));
        ScheduledExecutorService retention = Executors.newSingleThreadScheduledExecutor(daemons("collector-retain"));
        Network network = new Network(
                new ConnectionLimits(maxConnections, maxConnectionsPerAddress), idleTimeout, troubles::tell);
        Thread hook = new Thread(this::stopAndWait, "collector-stop");
        appends.start();
        try {
            Optional<LogdService> service = listen(network, ports, directory, appends, readers, troubles);
            out().println("keeping the log in " + data.toAbsolutePath() + ", acknowledging what is "
                    + ack.name().toLowerCase(Locale.ROOT) + ": " + ack.promise());
            out().flush();
            retention.scheduleWithFixedDelay(
                    () -> retain(directory, troubles), RETENTION_SECONDS, RETENTION_SECONDS, TimeUnit.SECONDS);
            Runtime.getRuntime().addShutdownHook(hook);
            awaitStop();
            // What was read is appended, synced and acknowledged before the connections end.
            network.stopAccepting();
            network.stopReading();
            service.ifPresent(answering -> answering.awaitAnswers(LAST_ANSWERS));
        } finally {
            appends.close();
            network.close();
            readers.shutdown();
            retention.shutdown();
        }
    }

    private final CountDownLatch ended = new CountDownLatch(1);

    private void awaitStop() {
        try {
            stopped.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** For SIGTERM: the JVM is gone when this returns. */
    private void stopAndWait() {
        stopped.countDown();
        try {
            ended.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<LogdService> listen(
            Network network,
            Ports ports,
            DataDirectory directory,
            AppendQueue appends,
            ExecutorService readers,
            Troubles troubles)
            throws IOException {
        Optional<LogdService> service = Optional.empty();
        if (ports.logd.isPresent()) {
            LogdService answering = new LogdService(
                    directory,
                    appends,
                    readers,
                    new LogdService.Settings(ports.logd.get(), idleTimeout, Math.toIntExact(maxRecordBytes)),
                    network.limits()::stats,
                    troubles::tell);
            listen(network, "logd's protocol", "--logd", ports.logd.get(), answering::configure, troubles);
            service = Optional.of(answering);
        }
        RecordIntake intake =
                new RecordIntake(appends, new TopicName(topic), Math.toIntExact(maxRecordBytes), troubles::tell);
        SyslogService syslogs = new SyslogService(intake);
        if (ports.syslog.isPresent()) {
            listen(network, "syslog", "--syslog", ports.syslog.get(), syslogs::configureSyslog, troubles);
        }
        if (ports.relp.isPresent()) {
            listen(network, "RELP", "--relp", ports.relp.get(), syslogs::configureRelp, troubles);
        }
        if (ports.python.isPresent()) {
            PythonService python = new PythonService(intake, pythonMagic);
            listen(network, "Python's SocketHandler", "--python", ports.python.get(), python::configure, troubles);
        }
        return service;
    }

    private void listen(
            Network network,
            String protocol,
            String option,
            HostPort port,
            Consumer<ChannelPipeline> pipeline,
            Troubles troubles)
            throws IOException {
        try {
            InetSocketAddress bound = network.listen(port, pipeline);
            out().println(protocol + " on " + bound.getAddress().getHostAddress() + ":" + bound.getPort());
        } catch (IOException taken) {
            if (isTyped(option)) {
                throw new IOException(
                        option + "=" + port + ": " + taken.getMessage()
                                + "; stop who listens there, or choose another port",
                        taken);
            }
            troubles.tell("nothing is received by " + protocol + ": " + port + ": " + taken.getMessage()
                    + "; choose another port with " + option + ", or say " + option + " off");
        }
    }

    private boolean isTyped(String option) {
        return spec().commandLine().getParseResult().hasMatchedOption(option);
    }

    private void retain(DataDirectory directory, Troubles troubles) {
        Retention retention = new Retention(keep, keepBytes == null ? Long.MAX_VALUE : keepBytes);
        for (TopicLog log : directory.topics()) {
            try {
                log.retain(retention, System.currentTimeMillis());
            } catch (IOException | RuntimeException failure) {
                troubles.tell("topic " + log.topic() + ": old files could not be deleted: " + failure.getMessage());
            }
        }
    }

    private void requirePlausible() {
        if (segmentBytes < 1 << 20) {
            throw wrong("--segment-bytes=" + segmentBytes + " is too small; use at least 1MB");
        }
        if (maxRecordBytes < 1 || maxRecordBytes > segmentBytes / 2 || maxRecordBytes > 64 << 20) {
            throw wrong("--max-record-bytes=" + maxRecordBytes
                    + " must be between 1 and half of --segment-bytes, and at most 64MB");
        }
        if (keepBytes != null && keepBytes < segmentBytes) {
            throw wrong("--keep-bytes=" + keepBytes + " is less than one file, --segment-bytes=" + segmentBytes
                    + "; raise the one or lower the other");
        }
        if (!TopicName.isValid(topic)) {
            throw wrong("--topic=" + topic + " is no name of a topic; use letters, digits, dot, underscore and hyphen");
        }
        if (maxTopics < 1 || maxConnections < 1 || maxConnectionsPerAddress < 1) {
            throw wrong("--max-topics, --max-connections and --max-connections-per-address must be at least 1");
        }
    }

    private Optional<HostPort> address(String option, String text) {
        try {
            return HostPort.parse(option, text);
        } catch (IllegalArgumentException wrong) {
            throw wrong(String.valueOf(wrong.getMessage()));
        }
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

    private PrintWriter out() {
        return spec().commandLine().getOut();
    }

    private PrintWriter err() {
        return spec().commandLine().getErr();
    }

    private static java.util.concurrent.ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
