package io.penstock.collector.cli;

import io.netty.channel.ChannelPipeline;
import io.netty.util.internal.PlatformDependent;
import io.penstock.collector.append.AckLevel;
import io.penstock.collector.append.AppendQueue;
import io.penstock.collector.intake.RecordIntake;
import io.penstock.collector.intake.TopicChoice;
import io.penstock.collector.log.DataDirectory;
import io.penstock.collector.log.DiskFiles;
import io.penstock.collector.log.DurableReaders;
import io.penstock.collector.log.RetentionRun;
import io.penstock.collector.log.TopicLog;
import io.penstock.collector.logd.LogdService;
import io.penstock.collector.memory.MemoryBudget;
import io.penstock.collector.net.ConnectionLimits;
import io.penstock.collector.net.HostPort;
import io.penstock.collector.net.Network;
import io.penstock.collector.net.ServerTls;
import io.penstock.collector.python.PythonService;
import io.penstock.collector.record.KnownNumbers;
import io.penstock.collector.syslog.SyslogService;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Receives, keeps and gives back, until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Receives log records and keeps them. Every option can also come from the environment, --data from PENSTOCK_DATA, or from a file: data=DIR.")
final class Serve implements Callable<Integer> {

    private static final int READERS = 4;
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

    @Mixin
    private TopicOptions topics = new TopicOptions();

    @Mixin
    private TlsOptions tls = new TlsOptions();

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

    @Mixin
    private RetentionOptions retention = new RetentionOptions();

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

    @Option(
            names = "--max-waiting-bytes",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "memory for what all clients have sent and what is not on its way to the disk yet; nothing more is read meanwhile (a quarter of the heap)")
    private long maxWaitingBytes = Runtime.getRuntime().maxMemory() / 4;

    @SuppressWarnings("UnusedVariable") // read before the others are: see SettingsFile
    @Option(
            names = SettingsFile.OPTION,
            paramLabel = "FILE",
            description = "options that are neither typed nor in the environment, one a line: ack=synced (none)")
    private @Nullable Path settings;

    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public Integer call() throws Exception {
        Ports ports = new Ports(
                address("--logd", logd),
                address("--syslog", syslog),
                address("--relp", relp),
                address("--python", python));
        requirePlausible();
        TopicChoice choice = checked(topics::choice);
        Map<String, Optional<ServerTls>> secured = checked(tls::ofAll);
        TroubleStage troubles = new TroubleStage(new Troubles(err(), Clock.systemUTC()));
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
            serve(directory, known, ports, choice, secured, troubles);
        } finally {
            troubles.close();
            // Not before the directory is closed: the JVM ends at once.
            ended.countDown();
        }
        return 0;
    }

    /** Where each protocol is received; empty: nowhere. */
    private record Ports(
            Optional<HostPort> logd, Optional<HostPort> syslog, Optional<HostPort> relp, Optional<HostPort> python) {}

    private void serve(
            DataDirectory directory,
            KnownNumbers known,
            Ports ports,
            TopicChoice choice,
            Map<String, Optional<ServerTls>> secured,
            TroubleStage troubles)
            throws Exception {
        if (ports.syslog.isPresent() || ports.relp.isPresent() || ports.python.isPresent()) {
            // Before a client can make as many as there may be.
            directory.topicToWrite(choice.fallback());
        }
        MemoryBudget received = new MemoryBudget(maxWaitingBytes);
        DurableReaders durable = DurableReaders.of(new DiskFiles(), data);
        AppendQueue appends = new AppendQueue(directory, known, ack, syncInterval, received, troubles::tell);
        ExecutorService readers = Executors.newFixedThreadPool(READERS, daemons("collector-read"));
        ScheduledExecutorService retaining = Executors.newSingleThreadScheduledExecutor(daemons("collector-retain"));
        Network network = new Network(
                new ConnectionLimits(maxConnections, maxConnectionsPerAddress), received, idleTimeout, troubles::tell);
        Thread hook = new Thread(this::stopAndWait, "collector-stop");
        appends.start();
        try {
            Inputs inputs = new Inputs(network, secured, directory, appends, readers, received, durable, troubles);
            Optional<LogdService> service = listen(inputs, ports, choice);
            out().println("keeping the log in " + data.toAbsolutePath() + ", acknowledging what is "
                    + ack.name().toLowerCase(Locale.ROOT) + ": " + ack.promise());
            out().flush();
            RetentionRun run = new RetentionRun(
                    directory,
                    durable,
                    retention.retention(),
                    retention.waitBytes(),
                    Clock.systemUTC(),
                    System::nanoTime,
                    troubles::tell);
            long interval = RetentionRun.INTERVAL.toSeconds();
            retaining.scheduleWithFixedDelay(run::run, interval, interval, TimeUnit.SECONDS);
            Runtime.getRuntime().addShutdownHook(hook);
            awaitStop();
            // What was read is appended, synced and acknowledged before the connections end.
            network.stopAccepting();
            network.stopReading();
            service.ifPresent(answering -> answering.awaitAnswers(LAST_ANSWERS));
        } finally {
            appends.close();
            readers.shutdown();
            network.close();
            retaining.shutdown();
        }
    }

    /** What the ports have in common. */
    private record Inputs(
            Network network,
            Map<String, Optional<ServerTls>> tls,
            DataDirectory directory,
            AppendQueue appends,
            ExecutorService readers,
            MemoryBudget received,
            DurableReaders durable,
            TroubleStage troubles) {

        private Map<String, String> stats() {
            Map<String, String> values = new LinkedHashMap<>(network.limits().stats());
            Runtime java = Runtime.getRuntime();
            values.put("heap_bytes", Long.toString(java.totalMemory() - java.freeMemory()));
            values.put("direct_bytes", Long.toString(PlatformDependent.usedDirectMemory()));
            values.put("waiting_bytes", Long.toString(received.taken()));
            values.put("waiting_bytes_most", Long.toString(received.most()));
            values.putAll(durable.stats());
            return values;
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

    private Optional<LogdService> listen(Inputs inputs, Ports ports, TopicChoice choice) throws IOException {
        Optional<LogdService> service = Optional.empty();
        int mostBytes = Math.toIntExact(maxRecordBytes);
        if (ports.logd.isPresent()) {
            LogdService answering = new LogdService(
                    inputs.directory,
                    inputs.appends,
                    inputs.readers,
                    new LogdService.Settings(ports.logd.get(), idleTimeout, mostBytes),
                    inputs.received,
                    inputs::stats,
                    inputs.troubles::tell);
            listen(inputs, "logd's protocol", "logd", ports.logd.get(), answering::configure);
            service = Optional.of(answering);
        }
        RecordIntake intake = new RecordIntake(inputs.appends, choice, mostBytes, inputs.troubles::tell);
        SyslogService syslogs = new SyslogService(intake);
        if (ports.syslog.isPresent()) {
            listen(inputs, "syslog", "syslog", ports.syslog.get(), syslogs::configureSyslog);
        }
        if (ports.relp.isPresent()) {
            listen(inputs, "RELP", "relp", ports.relp.get(), syslogs::configureRelp);
        }
        if (ports.python.isPresent()) {
            PythonService pythons = new PythonService(intake, pythonMagic);
            listen(inputs, "Python's SocketHandler", "python", ports.python.get(), pythons::configure);
        }
        return service;
    }

    private void listen(Inputs inputs, String protocol, String name, HostPort port, Consumer<ChannelPipeline> pipeline)
            throws IOException {
        String option = "--" + name;
        ServerTls secured = inputs.tls.getOrDefault(name, Optional.empty()).orElse(null);
        try {
            InetSocketAddress bound = inputs.network.listen(port, secured, pipeline);
            out().println(protocol
                    + (secured == null
                            ? ""
                            : secured.asksForCertificate() ? " by TLS, with clients' certificates," : " by TLS")
                    + " on " + bound.getAddress().getHostAddress() + ":" + bound.getPort());
        } catch (IOException taken) {
            if (isTyped(option)) {
                throw new IOException(
                        option + "=" + port + ": " + taken.getMessage()
                                + "; stop who listens there, or choose another port",
                        taken);
            }
            inputs.troubles.tell("nothing is received by " + protocol + ": " + port + ": " + taken.getMessage()
                    + "; choose another port with " + option + ", or say " + option + " off");
        }
    }

    private boolean isTyped(String option) {
        return spec().commandLine().getParseResult().hasMatchedOption(option);
    }

    private void requirePlausible() {
        if (segmentBytes < 1 << 20) {
            throw wrong("--segment-bytes=" + segmentBytes + " is too small; use at least 1MB");
        }
        if (maxRecordBytes < 1 || maxRecordBytes > segmentBytes / 2 || maxRecordBytes > 64 << 20) {
            throw wrong("--max-record-bytes=" + maxRecordBytes
                    + " must be between 1 and half of --segment-bytes, and at most 64MB");
        }
        checked(() -> {
            retention.check(segmentBytes);
            return true;
        });
        if (maxWaitingBytes < 1 << 20) {
            throw wrong("--max-waiting-bytes=" + maxWaitingBytes + " is too small; use at least 1MB");
        }
        if (maxTopics < 1 || maxConnections < 1 || maxConnectionsPerAddress < 1) {
            throw wrong("--max-topics, --max-connections and --max-connections-per-address must be at least 1");
        }
    }

    /** What says with an exception that an option is wrong. */
    private <T> T checked(Supplier<T> setting) {
        try {
            return setting.get();
        } catch (IllegalArgumentException wrong) {
            throw wrong(String.valueOf(wrong.getMessage()));
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
