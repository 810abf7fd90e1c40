package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link CallersThreadTest}, where the class path or the whole JVM has to be another one. */
class CallersThreadBridgeTest {

    @TempDir
    private Path folder;

    @Test
    void slf4jBridge_behindTheProxy_logbackSeesTheCallersThreadAndMdc() throws Exception {
        String plain = new Jvm(folder).run(CallersThreadMain.class, "bridge", "plain");
        String through = new Jvm(folder).run(CallersThreadMain.class, "bridge", "through");

        assertThat(through).isEqualTo(plain).contains("[worker-1] ada com.acme.Shop - sold 3\n");
    }

    /** JBoss's formatter adds the name of the thread, its MDC and its NDC to a record that is not JBoss's. */
    @Test
    void jbossFormatterUnderTheJdksLogManager_printsTheSame() throws Exception {
        assertSameUnderJBoss();
    }

    @Test
    void jbossHandlersUnderTheirLogManager_printTheSameAndNothingIsCarried() throws Exception {
        assertSameUnderJBoss("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    }

    private void assertSameUnderJBoss(String... options) throws Exception {
        String plain = underJBoss(options).run(CallersThreadMain.class, "jboss", "plain");
        String through = underJBoss(options).run(CallersThreadMain.class, "jboss", "through");

        assertThat(through.replaceFirst("(?m)^carries=.*\n", ""))
                .isEqualTo(plain)
                .contains("[worker-1] ada deep sold 3\n");
        assertThat(through).contains("carries=" + (options.length == 0));
    }

    private Jvm underJBoss(String... options) throws Exception {
        Jvm jvm = new Jvm(folder).alsoOnClassPath(Path.of(System.getProperty("penstock.test.jboss")));
        for (String option : options) {
            jvm.option(option);
        }
        return jvm;
    }
}
