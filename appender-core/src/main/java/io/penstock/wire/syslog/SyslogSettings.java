package io.penstock.wire.syslog;

import io.penstock.wire.Group;
import io.penstock.wire.RecordFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the syslog messages of one sender have in common. Immutable. */
public final class SyslogSettings {

    /** {@value}: messages of user-level programs. */
    public static final String DEFAULT_FACILITY = "user";

    /** {@value}. */
    public static final String DEFAULT_APP_NAME = "java";

    /**
     * {@value}. A name of one's own has to end in the number of an organisation that is registered with the IANA (RFC
     * 5424, 6.3.2). Penstock has none; 32473 is the one that RFC 5612 sets aside for examples, and hence nobody's. Who
     * has a number of his own may put it here.
     */
    public static final String DEFAULT_SD_ID = "penstock@32473";

    /** RFC 5424's own element, which is in every message. */
    private static final String META = "meta";

    /** In the order of their codes, RFC 5424, table 1; the words are those of Logback's SyslogAppender. */
    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "audit",
            "alert",
            "clock",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    /** Of our elements, if {@link #sdId} ends in no number. */
    private static final String DEFAULT_ENTERPRISE = DEFAULT_SD_ID.substring(DEFAULT_SD_ID.indexOf('@'));

    /**
     * What an SD-NAME may consist of. Its length is the user's affair: RFC 5424 has 32 characters, and there are services
     * that want a token of 36 and their number in this place.
     */
    private static final Pattern SD_ID = Pattern.compile("[!-~&&[^=\\]\"]]+");

    private static final Pattern ENTERPRISE = Pattern.compile("[^@]+(@[0-9]+(?:\\.[0-9]+)*)");
    private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final int facility;
    private final String appName;
    private final String hostname;
    private final String msgid;
    private final String sdId;
    private final String enterprise;
    private final Bom bom;
    private final boolean oneLine;

    private SyslogSettings(Builder builder) {
        facility = FACILITIES.indexOf(builder.facilityWord());
        appName = builder.appNameOrDefault();
        hostname = builder.hostname == null ? hostNameAsFarAsKnown() : builder.hostname;
        msgid = builder.msgid;
        sdId = builder.sdId;
        enterprise = enterpriseOf(sdId);
        bom = builder.bom;
        oneLine = builder.oneLine;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The facility's code, from 0 to 23. */
    int facility() {
        return facility;
    }

    String appName() {
        return appName;
    }

    String hostname() {
        return hostname;
    }

    String msgid() {
        return msgid;
    }

    String sdId() {
        return sdId;
    }

    /** The part of {@link #sdId} behind its name, {@code @} included; if it has none, that of our own. */
    String enterprise() {
        return enterprise;
    }

    private static String enterpriseOf(String sdId) {
        Matcher parts = ENTERPRISE.matcher(sdId);
        return parts.matches() ? parts.group(1) : DEFAULT_ENTERPRISE;
    }

    Bom bom() {
        return bom;
    }

    /** Whether no line end may be inside a message: on the connection it ends one. */
    boolean isOneLine() {
        return oneLine;
    }

    /** Asks no name service, which may take its time; empty if nobody else knows: the receiver knows who connected. */
    private static String hostNameAsFarAsKnown() {
        try {
            if (Files.isReadable(LINUX_HOST_NAME)) {
                return Files.readString(LINUX_HOST_NAME).trim();
            }
        } catch (IOException e) {
            // Then the environment may tell.
        }
        for (String variable : List.of("HOSTNAME", "COMPUTERNAME")) {
            String name = System.getenv(variable);
            if (name != null) {
                return name;
            }
        }
        return "";
    }

    /** Collects the settings. Not safe for concurrent use. */
    public static final class Builder {

        private String facility = DEFAULT_FACILITY;
        private @Nullable String appName;
        private @Nullable String application;
        private @Nullable String hostname;
        private String msgid = "";
        private String sdId = DEFAULT_SD_ID;
        private SyslogFormat format = SyslogFormat.RFC5424;
        private Bom bom = Bom.AUTO;
        private boolean oneLine;

        private Builder() {}

        /** One of the words {@code kern}, {@code user} ... {@code local7}, in any case. */
        public Builder facility(String word) {
            this.facility = word;
            return this;
        }

        /** At most 48 characters are sent; what is not printable ASCII becomes {@code _}. Empty: unknown. */
        public Builder appName(String text) {
            this.appName = text;
            return this;
        }

        /** At most 255 characters are sent. The default is the system's own name. Empty: unknown. */
        public Builder hostname(String text) {
            this.hostname = text;
            return this;
        }

        /** The kind of message, the same for all; at most 32 characters are sent. Empty, the default: unknown. */
        public Builder msgid(String text) {
            this.msgid = text;
            return this;
        }

        /** The name of our own structured data, as {@value #DEFAULT_SD_ID}; sent as it is, however long. */
        public Builder sdId(String text) {
            this.sdId = text;
            return this;
        }

        /** RFC 5424 by default. */
        public Builder format(SyslogFormat wanted) {
            this.format = wanted;
            return this;
        }

        /** {@link Bom#AUTO} by default. */
        public Builder bom(Bom wanted) {
            this.bom = wanted;
            return this;
        }

        /** Whether line ends inside a message have to be escaped, since one ends it; false by default. */
        public Builder oneLine(boolean wanted) {
            this.oneLine = wanted;
            return this;
        }

        /** All that users may set, by name; each takes the user's word, as {@link io.penstock.wire.ProtocolChoice#settings}. */
        public Map<String, Consumer<String>> settings() {
            Map<String, Consumer<String>> settings = new LinkedHashMap<>();
            settings.put("facility", this::facility);
            settings.put("appName", this::appName);
            settings.put("hostname", this::hostname);
            settings.put("msgid", this::msgid);
            settings.put("sdId", this::sdId);
            settings.put("syslogFormat", word -> format(SyslogFormat.parse(word)));
            settings.put("bom", word -> bom(Bom.parse(word)));
            return settings;
        }

        /** What is wrong with the settings, each in a sentence that says what to do; empty if nothing is. */
        public List<String> problems() {
            List<String> problems = new ArrayList<>();
            if (!FACILITIES.contains(facilityWord())) {
                problems.add("facility=" + facility + " is not known; use one of " + String.join(", ", FACILITIES));
            }
            if (!SD_ID.matcher(sdId).matches()) {
                problems.add("sdId=" + sdId + " is empty or has characters other than printable ASCII without"
                        + " space, =, ] and \"; use a name, @ and your enterprise number, like " + DEFAULT_SD_ID);
            } else if (sdId.equals(META) || isOther(Group.MDC) || isOther(Group.KEY_VALUES)) {
                problems.add("sdId=" + sdId + " is the name of other data of the same message; use another than " + META
                        + ", " + nameOf(Group.MDC) + " and " + nameOf(Group.KEY_VALUES));
            }
            if (format == SyslogFormat.RFC3164) {
                checkNothingIsLost(problems);
            }
            return problems;
        }

        private boolean isOther(Group group) {
            return sdId.equals(nameOf(group));
        }

        private String nameOf(Group group) {
            return group.word() + enterpriseOf(sdId);
        }

        /** What was set and has no place in RFC 3164. */
        private void checkNothingIsLost(List<String> problems) {
            String cure = " has no place in syslogFormat=rfc3164; remove it, or use syslogFormat=rfc5424";
            if (!sdId.equals(DEFAULT_SD_ID)) {
                problems.add("sdId=" + sdId + cure);
            }
            if (!msgid.isEmpty()) {
                problems.add("msgid=" + msgid + cure);
            }
            if (bom == Bom.ALWAYS) {
                problems.add("bom=" + bom + cure);
            }
        }

        /** @throws IllegalArgumentException if there are {@link #problems} */
        public SyslogSettings build() {
            List<String> problems = problems();
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            return new SyslogSettings(this);
        }

        /**
         * Writes messages in the form that is wanted. A sender whose user gave it no name has the application's.
         *
         * @param hostsName the application's name as the host knows it; null if it knows none
         * @throws IllegalArgumentException if there are {@link #problems}
         */
        public RecordFormat formatOf(@Nullable String hostsName) {
            application = hostsName;
            SyslogSettings settings = build();
            return format == SyslogFormat.RFC3164 ? new Rfc3164(settings) : new Rfc5424(settings);
        }

        private String appNameOrDefault() {
            return appName != null ? appName : application != null ? application : DEFAULT_APP_NAME;
        }

        private String facilityWord() {
            return facility.trim().toLowerCase(Locale.ROOT);
        }
    }
}
