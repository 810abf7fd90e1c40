package io.penstock.jul;

import io.penstock.AsyncConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.MDC;
import org.jboss.logmanager.filters.SubstituteFilter;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.QueueHandler;

/** What JBoss's handlers find, once directly and once behind a proxy; a line for each that differs. */
final class JBossHandlersMain {

    private JBossHandlersMain() {}

    static void run() {
        List<String> plain = found(false);
        List<String> through = found(true);
        System.out.println(plain.equals(through) ? "the same" : plain + "\n" + through);
        System.out.println(plain);
    }

    private static List<String> found(boolean behindAProxy) {
        List<String> found = new ArrayList<>();
        QueueHandler neverAsking = new QueueHandler(10);
        neverAsking.setLevel(Level.WARNING);
        neverAsking.addHandler(new Seeing("nested", found));
        Seeing first = new Seeing("first", found);
        first.setLevel(Level.WARNING);
        Seeing masked = new Seeing("masked", found);
        SubstituteFilter masking = new SubstituteFilter("secret", "***", true);
        // One of the application's own that is changed crosses as a copy to those before.
        masked.setFilter(record -> record instanceof Own || masking.isLoggable(record));
        Handler[] handlers = {neverAsking, first, masked};
        AsyncProxyHandler proxy = behindAProxy
                ? new AsyncProxyHandler("jboss", AsyncConfig.builder().build(), handlers)
                : null;
        MDC.put("user", "ada");
        for (LogRecord record : new LogRecord[] {
            new ExtLogRecord(Level.INFO, "low", "com.acme"),
            printf(),
            new Own("own {0}", new StringBuilder("then")),
            ExtLogRecord.wrap(new LogRecord(Level.WARNING, "wrapped secret"))
        }) {
            record.setLoggerName("com.acme");
            if (proxy != null) {
                proxy.publish(record);
                proxy.flush();
            } else {
                for (Handler handler : handlers) {
                    handler.publish(record);
                }
            }
        }
        MDC.clear();
        if (proxy != null) {
            proxy.close();
        }
        // What it holds is live without us: only how many, and of which level.
        for (ExtLogRecord queued : neverAsking.getQueue()) {
            found.add("queued " + queued.getLevel());
        }
        return found;
    }

    private static ExtLogRecord printf() {
        ExtLogRecord record =
                new ExtLogRecord(Level.WARNING, "%s is secret", ExtLogRecord.FormatStyle.PRINTF, "com.acme");
        record.setParameters(new Object[] {"it"});
        return record;
    }

    /** A record of the application's own. */
    private static final class Own extends ExtLogRecord {

        private static final long serialVersionUID = 1L;

        Own(String message, Object... parameters) {
            super(Level.SEVERE, message, "com.acme");
            setParameters(parameters);
        }
    }

    private static final class Seeing extends ExtHandler {

        private final String name;
        private final List<String> found;

        Seeing(String name, List<String> found) {
            this.name = name;
            this.found = found;
        }

        @Override
        protected void doPublish(ExtLogRecord record) {
            found.add(name + ": " + (record instanceof Own ? "own " : "") + record.getLevel() + ' '
                    + new PatternFormatter("%s").format(record) + ' ' + record.getMdcCopy());
        }
    }
}
