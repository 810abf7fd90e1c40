package io.penstock.jul;

import io.penstock.encode.Utf8Buffer;
import io.penstock.jul.capture.ExtendedRecords;
import io.penstock.jul.capture.FilledSlot;
import io.penstock.jul.capture.RecordSlot;
import io.penstock.jul.format.LoggedRecords;
import io.penstock.wire.RecordNumber;
import io.penstock.wire.choice.ChosenProtocol;
import io.penstock.wire.toy.ToyChoice;
import io.penstock.wire.toy.ToyRecords;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.MDC;
import org.jboss.logmanager.NDC;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.FileHandler;

/** Under jboss-logmanager, the class loaded only there. */
final class JBossMain {

    private JBossMain() {}

    static void run() throws Exception {
        CountDownLatch ending = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(ending::countDown));
        FileHandler file =
                new FileHandler(new PatternFormatter("%X{user} %x %t %M %F %c %s%n"), new File("jboss.log"), false) {
                    @Override
                    protected void doPublish(ExtLogRecord record) {
                        awaitTheEnd(record);
                        if (record.getMessage().startsWith("value")) {
                            System.out.println(sent(record));
                            System.out.println(structured(record));
                        }
                        super.doPublish(record);
                    }

                    /** So that the last words are certainly not written when the process begins to end. */
                    private void awaitTheEnd(ExtLogRecord record) {
                        try {
                            if (record.getMessage().equals("last words")) {
                                ending.await();
                            }
                        } catch (InterruptedException interrupted) {
                            throw new IllegalStateException(interrupted);
                        }
                    }
                };
        Logger root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Penstock.Installation installation =
                Penstock.install(root, io.penstock.AsyncConfig.builder().build(), file);
        boolean turnedOff = !file.isAutoFlush();
        Thread.currentThread().setName("caller");
        MDC.put("user", "ada");
        NDC.push("depth");
        StringBuilder changing = new StringBuilder("then");
        Logger.getLogger("com.acme").log(Level.INFO, "value {0}", changing);
        changing.setLength(0);
        changing.append("later");
        MDC.put("user", "bob");
        NDC.pop();
        publishWithMdcsOfTheirOwn(installation.handler());
        installation.handler().flush();
        System.out.println(LogManager.getLogManager().getClass().getName() + " autoFlushOff=" + turnedOff + " "
                + installation.handler().getBooks());
        for (int i = 0; i < 5_000; i++) {
            Logger.getLogger("com.acme").info("last words");
        }
        System.exit(0);
    }

    /** One with an entry although the thread has none, and one with none although the thread has some. */
    private static void publishWithMdcsOfTheirOwn(AsyncProxyHandler handler) {
        MDC.clear();
        ExtLogRecord own = new ExtLogRecord(Level.INFO, "own", "com.acme");
        own.putMdc("user", "eve");
        handler.publish(own);
        own.putMdc("user", "later");
        ExtLogRecord none = new ExtLogRecord(Level.INFO, "none", "com.acme");
        none.copyMdc();
        MDC.put("user", "bob");
        handler.publish(none);
    }

    /** What a protocol with structured records would send of the thread, the place in the source and the MDC. */
    private static String structured(ExtLogRecord record) {
        RecordSlot slot = FilledSlot.of(record);
        Utf8Buffer bytes = new Utf8Buffer(1024);
        LoggedRecords records = new LoggedRecords(ExtendedRecords.ifPresent(), null, "losses", () -> {});
        try {
            new ChosenProtocol(ToyChoice.TABLE)
                    .<RecordSlot, LogRecord>records(records, null)
                    .encode(new RecordNumber("5e", 1), slot, bytes);
        } catch (Exception failure) {
            return failure.toString();
        }
        Map<String, Object> fields = ToyRecords.read(bytes.toByteArray()).get(0);
        return "structured " + fields.get("thread") + " " + fields.get("file") + " "
                + (fields.get("line") instanceof Long) + " " + fields.get("mdc");
    }

    /** What a handler that serializes records would send. JBoss's 3.2.2 cannot read its own records back. */
    private static String sent(ExtLogRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(record);
        } catch (IOException broken) {
            return broken.toString();
        }
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        return "sent "
                + Stream.of(
                                "org.jboss.logmanager.ExtLogRecord",
                                "FrozenExtRecord",
                                "value {0}",
                                "ada",
                                "depth",
                                "caller",
                                "JBossMain.java",
                                "com.acme")
                        .filter(text::contains)
                        .toList();
    }
}
