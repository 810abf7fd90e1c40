package io.penstock.logback.encode;

/** Which fields a JSON line has, with the defaults of Logback's JsonEncoder. Not safe for concurrent use. */
public final class JsonFields {

    public boolean sequenceNumber = true;
    public boolean timestamp = true;
    public boolean nanoseconds = true;
    public boolean level = true;
    public boolean threadName = true;
    public boolean loggerName = true;
    public boolean context = true;
    public boolean markers = true;
    public boolean mdc = true;
    public boolean kvpList = true;
    public boolean message = true;
    public boolean formattedMessage;
    public boolean arguments = true;
    public boolean throwable = true;
}
