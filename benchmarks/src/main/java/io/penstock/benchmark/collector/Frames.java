package io.penstock.benchmark.collector;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One client's share of the seed's workload as it goes over the wire, all of it encoded beforehand. Immutable but for its bytes. */
public final class Frames {

    /** How a record is framed. */
    public enum Protocol {
        /** RFC 5424 in RELP: each is acknowledged. */
        RELP,
        /** RFC 5424, octet-counted. */
        SYSLOG,
        /** A pickled dictionary, as Python's SocketHandler sends it. */
        PYTHON;

        /** Whether rsyslog understands it. */
        public boolean isOfRsyslog() {
            return this != PYTHON;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** RELP opens with a command of its own, answered like the others. */
    private static final String OPEN = "relp_version=0\nrelp_software=replay\ncommands=syslog";

    final byte[] bytes;
    /** Where each frame ends. */
    final int[] ends;

    private final int records;
    private final long recordBytes;

    private Frames(byte[] bytes, int[] ends, int records, long recordBytes) {
        this.records = records;
        this.bytes = bytes;
        this.ends = ends;
        this.recordBytes = recordBytes;
    }

    public int records() {
        return records;
    }

    /** Of the records alone, without their frames. */
    public long recordBytes() {
        return recordBytes;
    }

    public static Frames of(Protocol protocol, int client, int records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(records * 220);
        boolean opens = protocol == Protocol.RELP;
        int[] ends = new int[records + (opens ? 1 : 0)];
        int frame = 0;
        if (opens) {
            out.writeBytes(utf8("1 open " + OPEN.length() + " " + OPEN + "\n"));
            ends[frame++] = out.size();
        }
        long recordBytes = 0;
        for (int i = 1; i <= records; i++) {
            if (protocol == Protocol.PYTHON) {
                byte[] pickle = pickle(client, i);
                recordBytes += pickle.length;
                out.writeBytes(ByteBuffer.allocate(4).putInt(pickle.length).array());
                out.writeBytes(pickle);
            } else {
                byte[] record = utf8(syslog(client, i));
                recordBytes += record.length;
                out.writeBytes(utf8(opens ? (i + 1) + " syslog " + record.length + " " : record.length + " "));
                out.writeBytes(record);
                out.writeBytes(utf8(opens ? "\n" : ""));
            }
            ends[frame++] = out.size();
        }
        return new Frames(out.toByteArray(), ends, records, recordBytes);
    }

    private static String syslog(int client, int number) {
        return "<15>1 2026-11-22T02:25:08.123456Z host-1 shop 4711 - [penstock@32473 session=\"5f0c0b0e8a1d4f6b-"
                + client
                + "\" sequence=\"" + number + "\" logger=\"io.penstock.demo\" thread=\"worker-" + client + "\"] ["
                + client
                + "] log message " + number;
    }

    /** Protocol 1, as the stock handler writes it. */
    private static byte[] pickle(int client, int number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(300);
        out.writeBytes(utf8("}("));
        text(out, "name");
        text(out, "io.penstock.demo");
        text(out, "msg");
        text(out, "[" + client + "] log message " + number);
        text(out, "levelname");
        text(out, "DEBUG");
        text(out, "levelno");
        out.writeBytes(utf8("K\n"));
        text(out, "created");
        out.write('G');
        out.writeBytes(ByteBuffer.allocate(8).putDouble(1_795_314_308.123456).array());
        text(out, "threadName");
        text(out, "worker-" + client);
        text(out, "processName");
        text(out, "MainProcess");
        text(out, "exc_text");
        out.writeBytes(utf8("Nu."));
        return out.toByteArray();
    }

    /** BINUNICODE. */
    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = utf8(text);
        out.write('X');
        out.writeBytes(ByteBuffer.allocate(4)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .array());
        out.writeBytes(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
