package io.penstock;

import io.penstock.words.DurationWords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one reconnecting TCP sender. Immutable; safe for any thread.
 *
 * <p>The names are those users type in every host; defaults are the named constants.
 */
public final class TcpConfig {

    /** Twice the 64 KiB that a Linux receiver takes from a sender before its application has read anything. */
    public static final long DEFAULT_TAIL_BYTES = 128 << 10;

    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration DEFAULT_ACK_TIMEOUT = Duration.ofSeconds(10);
    /** A receiver that is being killed still accepts for some milliseconds, and resets what it accepted. */
    public static final Duration DEFAULT_BACKOFF = Duration.ofMillis(20);

    public static final Duration DEFAULT_MAX_BACKOFF = Duration.ofSeconds(30);
    public static final Duration DEFAULT_FAILBACK_AFTER = Duration.ofMinutes(1);
    public static final long DEFAULT_MAX_IN_FLIGHT_BYTES = 8L << 20;
    /** From here up a write costs next to nothing per byte. */
    public static final int DEFAULT_MAX_BATCH_BYTES = 64 << 10;

    /**
     * Below what receivers take as they come: syslog-ng 64 KiB (its {@code log-msg-size()}), rsyslog's imtcp 200,000 octets. A
     * longer frame makes the one close the connection and the other take its rest for records.
     */
    public static final int DEFAULT_MAX_RECORD_BYTES = 60_000;

    /** Over some minutes, since the intervals between them grow up to a minute. */
    public static final int DEFAULT_MAX_RESENDS = 8;

    /**
     * What a kernel may hold that was given {@code SO_SNDBUF} = 64 KiB: 2 * 64 KiB + one buffer of 64 KiB, see
     * {@code replay}.
     */
    private static final long KERNEL_HOLDS_BYTES = 192 << 10;

    /** What RFC 3164 allows; below it a record would be nothing but its header. */
    private static final int SMALLEST_RECORD = 1 << 10;

    private static final int SMALLEST_BATCH = 1 << 10;
    private static final int LARGEST_BATCH = 16 << 20;
    private static final long LARGEST_WINDOW = 1L << 30;
    private static final int MOST_RESENDS = 1_000_000;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration ONE_MILLI = Duration.ofMillis(1);

    private final List<Destination> destinations;
    private final @Nullable Delivery delivery;
    private final long tailBytes;
    private final Duration connectTimeout;
    private final Duration writeTimeout;
    private final Duration ackTimeout;
    private final Duration backoff;
    private final Duration maxBackoff;
    private final Duration failbackAfter;
    private final @Nullable Duration idleClose;
    private final @Nullable Duration maxConnectionAge;
    private final LoadBalancing loadBalancing;
    private final long maxInFlightBytes;
    private final int maxBatchBytes;
    private final int maxRecordBytes;
    private final int maxResends;
    private final ProbeChoice stateProbe;

    private TcpConfig(Builder builder) {
        destinations = List.copyOf(builder.destinations);
        delivery = builder.delivery;
        tailBytes = builder.tailBytes;
        connectTimeout = builder.connectTimeout;
        writeTimeout = builder.writeTimeout;
        ackTimeout = builder.ackTimeout;
        backoff = builder.backoff;
        maxBackoff = builder.maxBackoff;
        Duration failback = builder.failbackAfter;
        failbackAfter = failback == null ? DEFAULT_FAILBACK_AFTER : failback;
        idleClose = builder.idleClose;
        maxConnectionAge = builder.maxConnectionAge;
        loadBalancing = builder.loadBalancing;
        maxInFlightBytes = builder.maxInFlightBytes;
        maxBatchBytes = builder.maxBatchBytes;
        maxRecordBytes = builder.maxRecordBytes;
        maxResends = builder.maxResends;
        stateProbe = builder.stateProbe;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** In order of preference; at least one. */
    public List<Destination> destinations() {
        return destinations;
    }

    /** What is promised; null: {@link Delivery#defaultWith what is usual} with the protocol. */
    public @Nullable Delivery delivery() {
        return delivery;
    }

    /** What is promised with a protocol that acknowledges, or with one that does not. */
    public Delivery delivery(boolean acknowledging) {
        return delivery == null ? Delivery.defaultWith(acknowledging) : delivery;
    }

    /** What {@code replay} sends again besides what the kernel may hold. */
    public long tailBytes() {
        return tailBytes;
    }

    /** For the look-up of a name, and for each of its addresses. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** How long bytes may wait and the connection take none. */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /** How long a record may wait for its acknowledgement. */
    public Duration ackTimeout() {
        return ackTimeout;
    }

    /** The shortest time between two attempts. */
    public Duration backoff() {
        return backoff;
    }

    /** The longest time between two attempts. */
    public Duration maxBackoff() {
        return maxBackoff;
    }

    /** After how long a sender connected to another destination tries the first one again. */
    public Duration failbackAfter() {
        return failbackAfter;
    }

    /** After how long without a record a connection is ended in good order; null: never. */
    public @Nullable Duration idleClose() {
        return idleClose;
    }

    /** After how long a connection is ended in good order whatever it carries; null: never. */
    public @Nullable Duration maxConnectionAge() {
        return maxConnectionAge;
    }

    public LoadBalancing loadBalancing() {
        return loadBalancing;
    }

    /** Bytes of records held by the sender. */
    public long maxInFlightBytes() {
        return maxInFlightBytes;
    }

    public int maxBatchBytes() {
        return maxBatchBytes;
    }

    /** Bytes of a record with its frame; a longer one is shortened. */
    public int maxRecordBytes() {
        return maxRecordBytes;
    }

    /**
     * A record at which connections end is set aside, and is failed after so many connections that the receiver ended
     * with it alone while it took others in between; 0: never.
     */
    public int maxResends() {
        return maxResends;
    }

    public ProbeChoice stateProbe() {
        return stateProbe;
    }

    /** Collects settings and checks them together. Not safe for concurrent use. */
    public static final class Builder {

        private final List<Destination> destinations = new ArrayList<>();
        /** What is wrong with destinations that were given all the same. */
        private final List<String> unreadable = new ArrayList<>();

        private @Nullable Delivery delivery;
        private long tailBytes = DEFAULT_TAIL_BYTES;
        private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
        private Duration writeTimeout = DEFAULT_WRITE_TIMEOUT;
        private Duration ackTimeout = DEFAULT_ACK_TIMEOUT;
        private Duration backoff = DEFAULT_BACKOFF;
        private Duration maxBackoff = DEFAULT_MAX_BACKOFF;
        private @Nullable Duration failbackAfter;
        private @Nullable Duration idleClose;
        private @Nullable Duration maxConnectionAge;
        private LoadBalancing loadBalancing = LoadBalancing.FAILOVER;
        private long maxInFlightBytes = DEFAULT_MAX_IN_FLIGHT_BYTES;
        private int maxBatchBytes = DEFAULT_MAX_BATCH_BYTES;
        private int maxRecordBytes = DEFAULT_MAX_RECORD_BYTES;
        private int maxResends = DEFAULT_MAX_RESENDS;
        private ProbeChoice stateProbe = ProbeChoice.AUTO;

        private Builder() {}

        /** One more destination, tried after those before it. */
        public Builder destination(Destination destination) {
            destinations.add(destination);
            return this;
        }

        /**
         * One more destination, {@code host:port}. If it is not of that form, that is one of the {@link #problems()}: all
         * are told at once, and nobody who gave a wrong one is told that there is none.
         */
        public Builder destination(String hostAndPort) {
            try {
                destinations.add(Destination.parse(hostAndPort));
            } catch (IllegalArgumentException wrong) {
                unreadable.add(wrong.getMessage());
            }
            return this;
        }

        /** Default: {@code acked} with a protocol that acknowledges, else {@code replay}. */
        public Builder delivery(Delivery promise) {
            delivery = promise;
            return this;
        }

        /** Default 128 KiB. */
        public Builder tailBytes(long bytes) {
            tailBytes = bytes;
            return this;
        }

        public Builder connectTimeout(Duration longest) {
            connectTimeout = longest;
            return this;
        }

        public Builder writeTimeout(Duration longest) {
            writeTimeout = longest;
            return this;
        }

        public Builder ackTimeout(Duration longest) {
            ackTimeout = longest;
            return this;
        }

        public Builder backoff(Duration shortest) {
            backoff = shortest;
            return this;
        }

        public Builder maxBackoff(Duration longest) {
            maxBackoff = longest;
            return this;
        }

        /** Default 1 minute. Not with {@link LoadBalancing#ROUND_ROBIN}, which has no first destination. */
        public Builder failbackAfter(Duration wait) {
            failbackAfter = wait;
            return this;
        }

        /** Default: never. Choose less than what the receiver, or a proxy in front of it, closes idle connections after. */
        public Builder idleClose(Duration idle) {
            idleClose = idle;
            return this;
        }

        /** Default: never. */
        public Builder maxConnectionAge(Duration age) {
            maxConnectionAge = age;
            return this;
        }

        /** Default {@code failover}. */
        public Builder loadBalancing(LoadBalancing choice) {
            loadBalancing = choice;
            return this;
        }

        /** Default 8 MiB. */
        public Builder maxInFlightBytes(long bytes) {
            maxInFlightBytes = bytes;
            return this;
        }

        /** Default {@value TcpConfig#DEFAULT_MAX_BATCH_BYTES}. */
        public Builder maxBatchBytes(int bytes) {
            maxBatchBytes = bytes;
            return this;
        }

        /**
         * Default {@value TcpConfig#DEFAULT_MAX_RECORD_BYTES}: a record that is longer with its frame is shortened, first its
         * stack trace, then its message, then the rest, and says so.
         */
        public Builder maxRecordBytes(int bytes) {
            maxRecordBytes = bytes;
            return this;
        }

        /** Default {@value TcpConfig#DEFAULT_MAX_RESENDS}; 0: no record is ever given up. With every protocol. */
        public Builder maxResends(int tries) {
            maxResends = tries;
            return this;
        }

        public Builder stateProbe(ProbeChoice choice) {
            stateProbe = choice;
            return this;
        }

        /** What is wrong with the settings, one sentence each: setting, value, what to do. Empty if nothing is. */
        public List<String> problems() {
            List<String> problems = new ArrayList<>(unreadable);
            if (destinations.isEmpty() && unreadable.isEmpty()) {
                problems.add("destination is missing; write host:port, for instance loghost:514");
            }
            checkDuration(problems, "connectTimeout", connectTimeout, ONE_MILLI);
            checkDuration(problems, "writeTimeout", writeTimeout, ONE_MILLI);
            checkDuration(problems, "ackTimeout", ackTimeout, ONE_MILLI);
            checkDuration(problems, "backoff", backoff, ONE_MILLI);
            checkDuration(problems, "maxBackoff", maxBackoff, ONE_MILLI);
            checkIfSet(problems, "failbackAfter", failbackAfter);
            checkIfSet(problems, "idleClose", idleClose);
            checkIfSet(problems, "maxConnectionAge", maxConnectionAge);
            if (loadBalancing == LoadBalancing.ROUND_ROBIN && failbackAfter != null) {
                problems.add("failbackAfter=" + DurationWords.of(failbackAfter) + " is for a first destination, which"
                        + " loadBalancing=roundRobin does not have; remove failbackAfter, or use"
                        + " loadBalancing=failover");
            }
            if (backoff.compareTo(maxBackoff) > 0) {
                problems.add("backoff=" + DurationWords.of(backoff) + " exceeds maxBackoff="
                        + DurationWords.of(maxBackoff) + "; lower backoff or raise maxBackoff");
            }
            if (maxResends < 0 || maxResends > MOST_RESENDS) {
                problems.add("maxResends=" + maxResends + " is out of range; use 0, which gives no record up, to "
                        + MOST_RESENDS);
            }
            checkSizes(problems);
            return problems;
        }

        private void checkSizes(List<String> problems) {
            if (maxBatchBytes < SMALLEST_BATCH || maxBatchBytes > LARGEST_BATCH) {
                problems.add("maxBatchBytes=" + maxBatchBytes + " is out of range; use " + SMALLEST_BATCH + " to "
                        + LARGEST_BATCH);
            }
            if (maxInFlightBytes > LARGEST_WINDOW) {
                problems.add(
                        "maxInFlightBytes=" + maxInFlightBytes + " is out of range; use at most " + LARGEST_WINDOW);
            }
            if (maxInFlightBytes < 2L * maxBatchBytes) {
                problems.add("maxInFlightBytes=" + maxInFlightBytes + " has no room for two batches of maxBatchBytes="
                        + maxBatchBytes + "; raise maxInFlightBytes or lower maxBatchBytes");
            }
            if (maxRecordBytes < SMALLEST_RECORD || maxRecordBytes > LARGEST_WINDOW) {
                problems.add("maxRecordBytes=" + maxRecordBytes + " is out of range; use " + SMALLEST_RECORD + " to "
                        + LARGEST_WINDOW);
            } else if (maxRecordBytes != DEFAULT_MAX_RECORD_BYTES && maxRecordBytes > maxInFlightBytes) {
                problems.add("maxRecordBytes=" + maxRecordBytes + " exceeds maxInFlightBytes=" + maxInFlightBytes
                        + "; lower maxRecordBytes or raise maxInFlightBytes");
            }
            if (tailBytes < 0) {
                problems.add(
                        "tailBytes=" + tailBytes + " is negative; use 0 to replay no more than the kernel may hold");
            } else if (delivery != Delivery.BEST_EFFORT
                    && delivery != Delivery.ACKED
                    && maxInFlightBytes < 2 * (KERNEL_HOLDS_BYTES + tailBytes)) {
                problems.add("maxInFlightBytes=" + maxInFlightBytes + " leaves too little beside a replay window of "
                        + KERNEL_HOLDS_BYTES + " + tailBytes=" + tailBytes + "; raise maxInFlightBytes to "
                        + 2 * (KERNEL_HOLDS_BYTES + tailBytes) + " or more, or lower tailBytes");
            }
        }

        private static void checkIfSet(List<String> problems, String name, @Nullable Duration value) {
            if (value != null) {
                checkDuration(problems, name, value, ONE_MILLI);
            }
        }

        private static void checkDuration(List<String> problems, String name, Duration value, Duration least) {
            if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
                problems.add(name + "=" + DurationWords.of(value) + " is out of range; use " + DurationWords.of(least)
                        + " to " + DurationWords.of(LONGEST));
            }
        }

        /**
         * The settings, checked.
         *
         * @throws IllegalArgumentException if they have problems; the message lists them all
         */
        public TcpConfig build() {
            List<String> problems = problems();
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            return new TcpConfig(this);
        }
    }
}
