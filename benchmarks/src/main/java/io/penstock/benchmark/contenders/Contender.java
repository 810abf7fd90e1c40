package io.penstock.benchmark.contenders;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that is measured, by the id that command lines and result files use. */
public enum Contender {
    PENSTOCK("penstock", "Penstock AsyncProxyAppender", "penstock", true),
    PENSTOCK_ENCODER("penstock-encoder", "Penstock AsyncProxyAppender, PenstockPatternEncoder", "penstock", true),
    PENSTOCK_LANE("penstock-lane", "Penstock AsyncProxyAppender, FastLane", "penstock", true),
    PENSTOCK_LANE_ENCODER(
            "penstock-lane-encoder", "Penstock AsyncProxyAppender, FastLane, PenstockPatternEncoder", "penstock", true),
    LOGBACK_ASYNC("logback-async", "Logback AsyncAppender", "logback", true),
    LOGSTASH_ASYNC("lle-async", "logstash-logback-encoder async (default wait)", "logstash-logback-encoder", true),
    LOGSTASH_ASYNC_YIELDING(
            "lle-yielding", "logstash-logback-encoder async (yielding)", "logstash-logback-encoder", true),
    LOGSTASH_ASYNC_SLEEPING(
            "lle-sleeping", "logstash-logback-encoder async (sleeping)", "logstash-logback-encoder", true),
    LOG4J_ASYNC("log4j2-async", "Log4j2 async loggers (default wait)", "log4j2", true),
    LOG4J_ASYNC_YIELDING("log4j2-yielding", "Log4j2 async loggers (yielding)", "log4j2", true),
    LOG4J_ASYNC_SLEEPING("log4j2-sleeping", "Log4j2 async loggers (sleeping)", "log4j2", true),
    LOG4J_ASYNC_APPENDER("log4j2-async-appender", "Log4j2 AsyncAppender", "log4j2", true),
    TINYLOG("tinylog", "tinylog writing thread", "tinylog", true),
    LOGBACK_FILE("logback-file", "Logback FileAppender (synchronous)", "logback", true),
    FORMAT_AND_DISCARD("format-discard", "Logback, formats and discards (synchronous)", "logback", false),
    NO_OP("no-op", "Logback, appender does nothing", "logback", false),
    JUL_PENSTOCK("jul-penstock", "Penstock AsyncProxyHandler", "penstock", true, JulHost.JDK, JulHop.PENSTOCK),
    JUL_JBOSS("jul-jboss", "JBoss AsyncHandler", "jboss-logmanager", true, JulHost.JDK, JulHop.JBOSS),
    JUL_FILE("jul-file", "JDK FileHandler (synchronous)", "jdk", true, JulHost.JDK, JulHop.NONE),
    JUL_NO_OP("jul-no-op", "java.util.logging, handler does nothing", "jdk", false, JulHost.JDK, JulHop.NONE),
    JBOSS_OWN_PENSTOCK(
            "jboss-own-penstock",
            "Penstock AsyncProxyHandler, JBoss's manager",
            "penstock",
            true,
            JulHost.JBOSS,
            JulHop.PENSTOCK),
    JBOSS_OWN(
            "jboss-own", "JBoss AsyncHandler, its own manager", "jboss-logmanager", true, JulHost.JBOSS, JulHop.JBOSS),
    JBOSS_OWN_FILE(
            "jboss-own-file", "JBoss FileHandler (synchronous)", "jboss-logmanager", true, JulHost.JBOSS, JulHop.NONE),
    JBOSS_OWN_NO_OP(
            "jboss-own-no-op",
            "jboss-logmanager, handler does nothing",
            "jboss-logmanager",
            false,
            JulHost.JBOSS,
            JulHop.NONE);

    private static final Properties VERSIONS = loadVersions();

    private final String id;
    private final String label;
    private final String library;
    private final boolean writesFile;
    /** Null: nothing to do with java.util.logging. */
    private final @Nullable JulHost julHost;

    private final JulHop julHop;

    Contender(String id, String label, String library, boolean writesFile) {
        this(id, label, library, writesFile, null, JulHop.NONE);
    }

    Contender(String id, String label, String library, boolean writesFile, @Nullable JulHost julHost, JulHop julHop) {
        this.id = id;
        this.label = label;
        this.library = library;
        this.writesFile = writesFile;
        this.julHost = julHost;
        this.julHop = julHop;
    }

    public String id() {
        return id;
    }

    /** The name for a reader, with the version that was measured. */
    public String title() {
        return label + " " + version();
    }

    public String version() {
        return library.equals("jdk") ? jdkVersion() : VERSIONS.getProperty(library);
    }

    /** The group of contenders with which it may be compared. */
    public Group group() {
        if (julHost == null) {
            return Group.LOGBACK;
        }
        return julHost == JulHost.JDK ? Group.JUL : Group.JBOSS;
    }

    /** JVM flags that its measuring process needs in addition to those of all contenders. */
    public List<String> jvmFlags() {
        return julHost == null ? List.of() : julHost.jvmFlags();
    }

    /** Penstock's; all others are rivals or yardsticks. */
    public boolean isOurs() {
        return library.equals("penstock");
    }

    /** Whether this build has what it needs. */
    public boolean isPresent() {
        return (this != PENSTOCK_LANE && this != PENSTOCK_LANE_ENCODER)
                || Contender.class.getResource("/io/penstock/logback/FastLane.class") != null;
    }

    /**
     * Whether its calls do the same as another contender's, and it differs on the writing thread only; then only the throughput can
     * differ.
     */
    public boolean differsBehindTheHopOnly() {
        return this == PENSTOCK_ENCODER || this == PENSTOCK_LANE_ENCODER;
    }

    /** Whether its consumer burns a core while it waits. */
    public boolean isYielding() {
        return this == LOGSTASH_ASYNC_YIELDING || this == LOG4J_ASYNC_YIELDING;
    }

    /**
     * Whether its consumer polls the queue with short sleeps in between, so that no call has to wake it; our drain thread does the
     * same.
     */
    public boolean isSleeping() {
        return this == LOGSTASH_ASYNC_SLEEPING || this == LOG4J_ASYNC_SLEEPING;
    }

    /**
     * Whether it differs from another contender only in how its consumer waits; then the size of the queue and the allocation of a
     * call are the same.
     */
    public boolean differsInItsWaitOnly() {
        return isYielding() || isSleeping();
    }

    /** The name for a reader without the version. */
    public String label() {
        return label;
    }

    public boolean writesFile() {
        return writesFile;
    }

    /** A new subject, not yet started. */
    public LoggingSubject create() {
        if (julHost != null) {
            return new JulSubject(julHost, julHop, writesFile);
        }
        return switch (this) {
            case LOG4J_ASYNC -> Log4jSubject.asyncLoggers(Log4jSubject.DEFAULT_WAIT_STRATEGY);
            case LOG4J_ASYNC_YIELDING -> Log4jSubject.asyncLoggers("Yield");
            case LOG4J_ASYNC_SLEEPING -> Log4jSubject.asyncLoggers("Sleep");
            case LOG4J_ASYNC_APPENDER -> Log4jSubject.asyncAppender();
            case TINYLOG -> new TinylogSubject();
            default -> new LogbackSubject(id + ".xml", writesFile);
        };
    }

    public static Contender byId(String id) {
        return Arrays.stream(values())
                .filter(contender -> contender.id.equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("subjects=" + id + " is unknown; use all or some of " + ids()));
    }

    /** Reads {@code all} or a comma-separated list of ids; the order of the list is the order of the runs. */
    public static List<Contender> parse(String ids) {
        if (ids.equals("all")) {
            return Arrays.stream(values()).filter(Contender::isPresent).toList();
        }
        return Arrays.stream(ids.split(","))
                .map(String::strip)
                .map(Contender::byId)
                .toList();
    }

    private static String ids() {
        return Arrays.stream(values()).map(Contender::id).collect(Collectors.joining(","));
    }

    /** With the minor number even where it is 0 and the JDK leaves it out. */
    private static String jdkVersion() {
        Runtime.Version version = Runtime.version();
        return version.feature() + "." + version.interim() + "." + version.update();
    }

    private static Properties loadVersions() {
        Properties versions = new Properties();
        try (InputStream in = Contender.class.getResourceAsStream("versions.properties")) {
            if (in == null) {
                throw new IllegalStateException(
                        "versions.properties is missing; build with Maven, which fills in the versions");
            }
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }
}
