package io.penstock.logback;

/** Which fields a JSON line has, with the defaults of Logback's JsonEncoder. Not safe for concurrent use. */
final class JsonFields {

    boolean sequenceNumber = true;
    boolean timestamp = true;
    boolean nanoseconds = true;
    boolean level = true;
    boolean threadName = true;
    boolean loggerName = true;
    boolean context = true;
    boolean markers = true;
    boolean mdc = true;
    boolean kvpList = true;
    boolean message = true;
    boolean formattedMessage;
    boolean arguments = true;
    boolean throwable = true;
}
