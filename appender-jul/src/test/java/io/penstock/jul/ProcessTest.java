package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to the whole process, each in a JVM of its own. */
class ProcessTest {

    @TempDir
    private Path folder;

    /** The nth block of properties in docs/jul.md, as a reader would paste it. */
    private static String pasted(int n) throws Exception {
        String page = Files.readString(Path.of(System.getProperty("penstock.test.docs"), "jul.md"));
        return page.split("```properties\n")[n].split("```")[0];
    }

    @Test
    void exit_rightAfterTenThousandEvents_allAreInTheFile() throws Exception {
        // A busy machine may take longer than is good for an application.
        String patient = "\nio.penstock.jul.AsyncProxyHandler.maxBlock = 1 minute\n"
                + "io.penstock.jul.AsyncProxyHandler.drainTimeout = 30 seconds\n";
        String printed = new Jvm(folder).configuration(pasted(1) + patient).run(ChildMain.class, "exit");

        List<String> lines = Files.readAllLines(folder.resolve("app.log"));
        assertThat(printed).isEmpty();
        assertThat(lines).hasSize(10_000);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).endsWith("INFO    com.acme.shop - event " + i + " with [book]");
        }
    }

    @Test
    void namedProxies_pastedConfiguration_eachGetsItsRecords() throws Exception {
        String printed = new Jvm(folder)
                .configuration(pasted(2) + "\njava.util.logging.FileHandler.pattern = named.log\n"
                        + "java.util.logging.SimpleFormatter.format = %5$s%n\n"
                        + "java.util.logging.FileHandler.formatter = java.util.logging.SimpleFormatter\n")
                .run(ChildMain.class, "named");

        assertThat(Files.readAllLines(folder.resolve("named.log")))
                .containsExactly("shop", "orders", "paid", "settlement");
        assertThat(printed.lines()).contains("orders", "paid").doesNotContain("shop", "settlement");
        assertThat(printed)
                .contains("io.penstock:type=AsyncProxyHandler,name=\"file\"")
                .contains("io.penstock:type=AsyncProxyHandler,name=\"console\"");
    }

    @Test
    void wrongSettings_inTheProperties_areSaidAndTheApplicationRuns() throws Exception {
        String printed = new Jvm(folder)
                .configuration(pasted(1)
                        .replace(
                                "java.util.logging.FileHandler.pattern",
                                "io.penstock.jul.AsyncProxyHandler.ringSize = 1000\n"
                                        + "io.penstock.jul.AsyncProxyHandler.urgentLevel = SEVER\n"
                                        + "java.util.logging.FileHandler.pattern"))
                .run(ChildMain.class, "exit");

        assertThat(printed.trim())
                .isEqualTo("java.util.logging.ErrorManager: 0: io.penstock.jul.AsyncProxyHandler takes "
                        + "no events until its configuration is corrected: urgentLevel=SEVER is not a level; use SEVERE, WARNING, "
                        + "INFO, CONFIG, FINE, FINER, FINEST, ALL or OFF; also: ringSize=1000 is not a power of two; use 512 or "
                        + "1024");
        assertThat(folder.resolve("app.log")).doesNotExist();
    }

    @Test
    void ringTooLargeForTheHeap_isSaidAndTheHandlersAreAsBefore() throws Exception {
        String printed = new Jvm(folder)
                .option("-Xmx40m")
                .configuration(pasted(1)
                        .replace(
                                "java.util.logging.FileHandler.pattern",
                                "io.penstock.jul.AsyncProxyHandler"
                                        + ".ringSize = 16777216\njava.util.logging.FileHandler.pattern"))
                .run(ChildMain.class, "huge");

        assertThat(printed.lines())
                .containsExactly(
                        "java.util.logging.ErrorManager: 0: io.penstock.jul.AsyncProxyHandler takes no events until its "
                                + "configuration is corrected: java.lang.OutOfMemoryError: Java heap space",
                        "java.lang.OutOfMemoryError: Java heap space [FINE, true, true]");
        // Closed, and not only forgotten: its lock is gone.
        assertThat(folder.resolve("app.log")).exists();
        assertThat(folder.resolve("app.log.lck")).doesNotExist();
    }

    @Test
    void install_onALoggerNobodyHolds_writesTheLastEventAtExit() throws Exception {
        new Jvm(folder).run(ChildMain.class, "install");

        assertThat(folder.resolve("installed.log")).hasContent("written");
    }

    @Test
    void resetAndReadConfiguration_whileFourThreadsLog_throwNothingAndLoseNothingAccepted() throws Exception {
        String printed = new Jvm(folder).configuration("""
                        handlers = io.penstock.jul.ChildMain$CountedProxy
                        io.penstock.jul.ChildMain$CountedProxy.handler = io.penstock.jul.ChildMain$CountingHandler
                        io.penstock.jul.ChildMain$CountedProxy.inferCaller = never
                        """).run(ChildMain.class, "reconfigure");

        assertThat(printed.trim()).isEqualTo("proxies=21 thrown=[] notOffered=0 missing=0 unbalanced=0");
    }

    @Test
    void resetAndReadConfiguration_whileTheWrappedHandlerLogsItself_doNotDeadlockAndLoseNothingAccepted()
            throws Exception {
        String printed = new Jvm(folder).configuration("""
                        handlers = io.penstock.jul.ChildMain$CountedProxy
                        io.penstock.jul.ChildMain$CountedProxy.handler = io.penstock.jul.ChildMain$ChattyHandler
                        io.penstock.jul.ChildMain$CountedProxy.inferCaller = never
                        """).run(ChildMain.class, "reconfigure");

        assertThat(printed.trim()).isEqualTo("proxies=21 thrown=[] notOffered=0 missing=0 unbalanced=0");
    }

    @Test
    void jbossLogManager_keepsItsFieldsAndWritesAllAtExit() throws Exception {
        String printed = new Jvm(folder)
                .alsoOnClassPath(Path.of(System.getProperty("penstock.test.jboss")))
                .option("-Djava.util.logging.manager=org.jboss.logmanager.LogManager")
                .run(ChildMain.class, "jboss");

        assertThat(printed.lines().findFirst())
                .hasValue("sent [org.jboss.logmanager.ExtLogRecord, value {0}, ada, depth, caller, JBossMain.java, "
                        + "com.acme]");
        assertThat(printed)
                .contains("org.jboss.logmanager.LogManager autoFlushOff=true "
                        + "offered=3 accepted=3 delivered=3 failed=0 pending=0 dropped=0");
        List<String> lines = Files.readAllLines(folder.resolve("jboss.log"));
        assertThat(lines.size()).isEqualTo(5_003);
        assertThat(lines.get(0)).isEqualTo("ada depth caller run JBossMain.java com.acme value then");
        assertThat(lines.get(1)).startsWith("eve ").endsWith(" own");
        assertThat(lines.get(2)).startsWith(" ").endsWith(" none");
        assertThat(lines.get(5_002)).isEqualTo("bob  caller run JBossMain.java com.acme last words");
    }

    @Test
    void quarkusStructuredArguments_sameLinesAsPlainThoughChangedLater() throws Exception {
        String printed = new Jvm(folder)
                .alsoOnClassPath(Path.of(System.getProperty("penstock.test.jboss")))
                .option("-Djava.util.logging.manager=org.jboss.logmanager.LogManager")
                .run(ChildMain.class, "quarkus");

        List<String> lines = printed.lines().toList();
        assertThat(lines).hasSize(2 * QuarkusMain.CALLS);
        assertThat(lines.subList(QuarkusMain.CALLS, 2 * QuarkusMain.CALLS))
                .isEqualTo(lines.subList(0, QuarkusMain.CALLS));
        assertThat(lines.get(1))
                .isEqualTo("{\"message\":\"bean bean=ann\",\"bean\":{\"name\":\"ann\",\"tags\":[\"a\"]}}");
    }

    @Test
    void bridgeToLogbackBehindItsOwnProxy_eachEventArrivesOnce() throws Exception {
        String printed = new Jvm(folder).run(ChildMain.class, "bridge");

        assertThat(printed.trim())
                .endsWith("false [true, offered=5000 accepted=5000 delivered=5000 failed=0 pending=0 dropped=0] "
                        + "offered=10000 accepted=10000 delivered=10000 failed=0 pending=0 dropped=0 10000");
    }
}
