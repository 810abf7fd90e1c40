package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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

        assertThat(printed.trim())
                .isEqualTo("proxies=21 thrown=[] notOffered=0 missing=0 unbalanced=0 standstill=false");
    }

    @Test
    void resetAndReadConfiguration_whileTheWrappedHandlerLogsItself_doNotDeadlockAndLoseNothingAccepted()
            throws Exception {
        String printed = new Jvm(folder).configuration("""
                        handlers = io.penstock.jul.ChildMain$CountedProxy
                        io.penstock.jul.ChildMain$CountedProxy.handler = io.penstock.jul.ChildMain$ChattyHandler
                        io.penstock.jul.ChildMain$CountedProxy.inferCaller = never
                        """).run(ChildMain.class, "reconfigure");

        assertThat(withoutEchoes(printed))
                .isEqualTo("proxies=21 thrown=[] notOffered=0 missing=0 unbalanced=0 standstill=false");
    }

    @Test
    void readConfiguration_whileTheWrappedHandlerLogsItself_doesNotStandStillAndLosesNothingAccepted()
            throws Exception {
        String printed = new Jvm(folder).configuration("""
                        handlers = io.penstock.jul.ChildMain$CountedProxy
                        io.penstock.jul.ChildMain$CountedProxy.handler = io.penstock.jul.ChildMain$ChattyHandler
                        io.penstock.jul.ChildMain$CountedProxy.inferCaller = never
                        """).run(ChildMain.class, "read");

        assertThat(withoutEchoes(printed))
                .isEqualTo("proxies=21 thrown=[] notOffered=0 missing=0 unbalanced=0 standstill=false");
    }

    /** What a handler says when it is flushed after nothing but its own echoes is cut, and that is said. */
    private static String withoutEchoes(String printed) {
        return printed.lines()
                .filter(line -> !line.startsWith("java.util.logging.ErrorManager: 0: An echo was cut"))
                .collect(Collectors.joining("\n"));
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
                .contains("structured caller JBossMain.java true {user=ada}")
                .contains("org.jboss.logmanager.LogManager autoFlushOff=true "
                        + "offered=3 accepted=3 delivered=3 failed=0 pending=0 dropped=0");
        List<String> lines = Files.readAllLines(folder.resolve("jboss.log"));
        assertThat(lines.size()).isEqualTo(5_003);
        assertThat(lines.get(0)).isEqualTo("ada depth caller run JBossMain.java com.acme value then");
        assertThat(lines.get(1)).startsWith("eve ").endsWith(" own");
        assertThat(lines.get(2)).startsWith(" ").endsWith(" none");
        assertThat(lines.get(5_002)).isEqualTo("bob  caller run JBossMain.java com.acme last words");
    }

    /** The block of docs/jul.md, as a reader would paste it. */
    @Test
    void jbossLogManager_itsOwnConfiguration_setsOurHandlersBySetters() throws Exception {
        Files.writeString(folder.resolve("jboss.properties"), pasted(3) + """
                handler.TCP=io.penstock.jul.TcpHandler
                handler.TCP.properties=destination,protocol,framing,ringSize,urgentLevel,reportDrops
                handler.TCP.destination=127.0.0.1:${test.port}
                handler.TCP.protocol=lines
                handler.TCP.framing=newline
                handler.TCP.ringSize=64
                handler.TCP.urgentLevel=OFF
                handler.TCP.reportDrops=false
                handler.TCP.level=WARNING
                handler.TCP.formatter=SHORT
                formatter.SHORT=org.jboss.logmanager.formatters.PatternFormatter
                formatter.SHORT.properties=pattern
                formatter.SHORT.pattern=%p %s
                """);
        Files.writeString(
                folder.resolve("jboss.properties"),
                Files.readString(folder.resolve("jboss.properties"))
                        .replace("logger.handlers=PENSTOCK", "logger.handlers=PENSTOCK,TCP"));
        String printed = new Jvm(folder)
                .alsoOnClassPath(Path.of(System.getProperty("penstock.test.jboss")))
                .option("-Djava.util.logging.manager=org.jboss.logmanager.LogManager")
                .option("-Dlogging.configuration=file:jboss.properties")
                .run(ChildMain.class, "jboss configuration");

        assertThat(printed.lines())
                .containsExactly(
                        "io.penstock.jul.AsyncProxyHandler [org.jboss.logmanager.handlers.PeriodicRotatingFileHandler] INFO "
                                + "ringSize of io.penstock.jul.AsyncProxyHandler is set too late; set it before the first "
                                + "record, or make another handler",
                        "io.penstock.jul.AsyncProxyHandler offered=2 accepted=2 delivered=2 failed=0 pending=0 dropped=0",
                        "io.penstock.jul.TcpHandler offered=1 accepted=1 delivered=0 failed=0 pending=0 unconfirmed=1 dropped=0",
                        "received WARNING own record|");
        assertThat(folder.resolve("server.log"))
                .content()
                .matches("(?s).* INFO  \\[com.acme] .*value then\n" + ".* WARNING \\[com.acme] .*own record\n");
    }

    @Test
    void jbossLogManager_itsHandlers_findTheSameBehindAProxy() throws Exception {
        String printed = new Jvm(folder)
                .alsoOnClassPath(Path.of(System.getProperty("penstock.test.jboss")))
                .option("-Djava.util.logging.manager=org.jboss.logmanager.LogManager")
                .run(ChildMain.class, "jboss handlers");

        assertThat(printed.lines().findFirst()).hasValue("the same");
        assertThat(printed)
                .contains("nested: INFO low {user=ada}")
                .contains("first: WARNING it is secret {user=ada}, masked: WARNING it is *** {user=ada}")
                .contains("first: own SEVERE own then");
    }

    @Test
    void jbossLogManager_recordAboveMaxRecordBytes_keepsItsFieldsAndSaysThatItIsShorter() throws Exception {
        String printed = new Jvm(folder)
                .alsoOnClassPath(Path.of(System.getProperty("penstock.test.jboss")))
                .option("-Djava.util.logging.manager=org.jboss.logmanager.LogManager")
                .run(ChildMain.class, "jboss shortening");

        String record = printed.lines()
                .filter(line -> line.contains("an order of"))
                .findFirst()
                .orElseThrow();
        assertThat(record.length()).isBetween(1500, 2000);
        assertThat(record)
                .contains("logger=\"com.acme.shop\"")
                .containsPattern("originalBytes=\"5\\d{4}\"")
                .containsPattern("\\[mdc@\\d+ user=\"ada\"]")
                .contains("ada|depth|com.acme.shop|caller|an order of 999")
                .containsPattern("\\.\\.\\.\\[\\d+ bytes shortened at maxRecordBytes=2000]");
        assertThat(printed).contains("offered=1 accepted=1 delivered=0 failed=0 pending=0 unconfirmed=1 dropped=0");
    }

    @Test
    void jbossLogManager_wrongSettings_areSaidAtTheFirstRecord() throws Exception {
        Files.writeString(folder.resolve("jboss.properties"), """
                logger.level=ALL
                logger.handlers=PENSTOCK
                handler.PENSTOCK=io.penstock.jul.AsyncProxyHandler
                handler.PENSTOCK.properties=ringSize,maxBlock
                handler.PENSTOCK.ringSize=1000
                handler.PENSTOCK.maxBlock=soon
                """);
        String printed = new Jvm(folder)
                .alsoOnClassPath(Path.of(System.getProperty("penstock.test.jboss")))
                .option("-Djava.util.logging.manager=org.jboss.logmanager.LogManager")
                .option("-Dlogging.configuration=file:jboss.properties")
                .run(ChildMain.class, "handlers");

        assertThat(printed)
                .contains("io.penstock.jul.AsyncProxyHandler takes no events until its configuration is corrected: "
                        + "maxBlock=soon is not a duration; use for instance 500 milliseconds, 1 second or PT1S; also: "
                        + "ringSize=1000 is not a power of two; use 512 or 1024; also: no handler to wrap; set handler, for "
                        + "instance to java.util.logging.FileHandler");
    }

    @Test
    void handlersThatCannotBeMade_areSaidEachAndTheOthersRun() throws Exception {
        String printed = new Jvm(folder).configuration("""
                        handlers = io.penstock.jul.NamedProxies
                        io.penstock.jul.NamedProxies.names = some, wrong, none
                        some.handler = java.util.logging.FileHandler, com.acme.Missing, java.util.logging.ConsoleHandler
                        wrong.handler = java.util.logging.ConsoleHandler
                        wrong.ringSize = 1000
                        java.util.logging.FileHandler.pattern = missing-folder/app.log
                        java.util.logging.ConsoleHandler.level = LOUD
                        java.util.logging.SimpleFormatter.format = %5$s%n
                        """).run(ChildMain.class, "handlers");

        assertThat(printed.lines().filter(line -> !line.startsWith("\t")))
                .containsExactly(
                        // The JDK's own word.
                        "Bad level value for property: java.util.logging.ConsoleHandler.level",
                        "java.util.logging.ErrorManager: 0: some goes on without what is wrong: "
                                + "handler=java.util.logging.FileHandler could not be created: "
                                + "java.nio.file.NoSuchFileException: missing-folder/app.log.lck; correct its own properties; "
                                + "also: handler=com.acme.Missing is on no class path known here; check the spelling, or use "
                                + "Penstock.install(...) if the class is inside a fat jar; also: "
                                + "java.util.logging.ConsoleHandler.level=LOUD is not a level; use SEVERE, WARNING, INFO, CONFIG, "
                                + "FINE, FINER, FINEST, ALL or OFF; until then it has level INFO",
                        "java.util.logging.ErrorManager: 0: wrong takes no events until its configuration is corrected: "
                                + "ringSize=1000 is not a power of two; use 512 or 1024",
                        "java.util.logging.ErrorManager: 0: none takes no events until its configuration is corrected: no "
                                + "handler to wrap; set handler, for instance to java.util.logging.FileHandler",
                        "written");
    }

    /** The LogManager sets it once more when the handler is made: that is nobody who means the output. */
    @Test
    void levelOfTheProxy_inTheProperties_isItsOwnUntilTheProgramSetsOne() throws Exception {
        for (String handlers : new String[] {"AsyncProxyHandler", "NamedProxies"}) {
            Path own = Files.createDirectory(folder.resolve(handlers));
            String printed = new Jvm(own)
                    .configuration("""
                            .level = ALL
                            handlers = io.penstock.jul.%s
                            io.penstock.jul.%s.level = CONFIG
                            io.penstock.jul.AsyncProxyHandler.handler = java.util.logging.FileHandler
                            io.penstock.jul.NamedProxies.names = file
                            file.handler = java.util.logging.FileHandler
                            java.util.logging.FileHandler.level = WARNING
                            java.util.logging.FileHandler.pattern = app.log
                            java.util.logging.FileHandler.formatter = java.util.logging.SimpleFormatter
                            java.util.logging.SimpleFormatter.format = %%5$s%%n
                            """.formatted(handlers, handlers))
                    .run(ChildMain.class, "levels");

            assertThat(printed).isEmpty();
            assertThat(Files.readAllLines(own.resolve("app.log"))).containsExactly("above", "lowered");
        }
    }

    @Test
    void everythingIsLogged_ourBeansLeaveNoTrace() throws Exception {
        String printed = new Jvm(folder).configuration("""
                        .level = ALL
                        handlers = io.penstock.jul.AsyncProxyHandler, java.util.logging.ConsoleHandler
                        io.penstock.jul.AsyncProxyHandler.handler = java.util.logging.FileHandler
                        java.util.logging.ConsoleHandler.level = ALL
                        java.util.logging.FileHandler.pattern = app.log
                        java.util.logging.FileHandler.formatter = java.util.logging.SimpleFormatter
                        java.util.logging.SimpleFormatter.format = %3$s: %5$s%n
                        """).run(ChildMain.class, "noise");

        assertThat(Files.readAllLines(folder.resolve("app.log")))
                .filteredOn(line -> line.contains("penstock"))
                .isEmpty();
        assertThat(printed.lines().filter(line -> line.contains("penstock"))).isEmpty();
        assertThat(printed.lines()).contains("com.acme: wanted", "1");
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
