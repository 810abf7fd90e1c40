package io.penstock.logback;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** An application whose logback.xml Logback finds by itself; what Logback thinks of it stands on its standard output. */
public final class ReportingProgram {

    private ReportingProgram() {}

    public static void main(String[] args) {
        LoggerFactory.getLogger(ReportingProgram.class).info("logged");
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }
}
