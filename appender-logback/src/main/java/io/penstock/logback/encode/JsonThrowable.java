package io.penstock.logback.encode;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.penstock.encode.Utf8Buffer;
import org.jspecify.annotations.Nullable;

/** A throwable with its causes as nested objects of a JSON line, as Logback's JsonEncoder writes them. */
final class JsonThrowable {

    private static final byte[] CLASS_NAME = JsonText.ascii("{\"className\":\"");
    private static final byte[] MESSAGE = JsonText.ascii("\",\"message\":\"");
    private static final byte[] CYCLIC = JsonText.ascii(",\"cyclic\":\"true\"");
    private static final byte[] STEPS = JsonText.ascii(",\"stepArray\":[");
    private static final byte[] METHOD_NAME = JsonText.ascii("\",\"methodName\":\"");
    private static final byte[] FILE_NAME = JsonText.ascii("\",\"fileName\":\"");
    private static final byte[] LINE_NUMBER = JsonText.ascii("\",\"lineNumber\":");
    private static final byte[] COMMON_FRAMES = JsonText.ascii(",\"commonFramesCount\":");
    private static final byte[] CAUSE = JsonText.ascii(",\"cause\":");
    private static final byte[] SUPPRESSED = JsonText.ascii(",\"suppressed\":[");

    private JsonThrowable() {}

    static void write(@Nullable IThrowableProxy thrown, Utf8Buffer out) {
        if (thrown == null) {
            out.append("null");
        } else {
            writeObject(thrown, out);
        }
    }

    private static void writeObject(IThrowableProxy thrown, Utf8Buffer out) {
        out.append(CLASS_NAME).append(thrown.getClassName()).append(MESSAGE);
        JsonText.append(thrown.getMessage(), out).append('"');
        if (thrown.isCyclic()) {
            out.append(CYCLIC);
        }
        out.append(STEPS);
        writeSteps(thrown.getStackTraceElementProxyArray(), thrown.getCommonFrames(), out);
        out.append(']');
        if (thrown.getCommonFrames() != 0) {
            out.append(COMMON_FRAMES).append((long) thrown.getCommonFrames());
        }
        IThrowableProxy cause = thrown.getCause();
        if (cause != null) {
            out.append(CAUSE);
            writeObject(cause, out);
        }
        IThrowableProxy[] suppressed = thrown.getSuppressed();
        if (suppressed != null && suppressed.length != 0) {
            out.append(SUPPRESSED);
            for (int i = 0; i < suppressed.length; i++) {
                if (i != 0) {
                    out.append(',');
                }
                writeObject(suppressed[i], out);
            }
            out.append(']');
        }
        out.append('}');
    }

    private static void writeSteps(StackTraceElementProxy @Nullable [] steps, int commonFrames, Utf8Buffer out) {
        if (steps == null) {
            return;
        }
        int end = commonFrames >= steps.length ? steps.length : steps.length - commonFrames;
        for (int i = 0; i < end; i++) {
            if (i != 0) {
                out.append(',');
            }
            StackTraceElement step = steps[i].getStackTraceElement();
            out.append(CLASS_NAME).append(step.getClassName());
            out.append(METHOD_NAME).append(step.getMethodName());
            out.append(FILE_NAME).append(step.getFileName());
            out.append(LINE_NUMBER).append((long) step.getLineNumber()).append('}');
        }
    }
}
