package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.jul.settings.PropertyReader;
import io.penstock.jul.settings.SenderSettings;
import io.penstock.jul.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handlers that are made first and get their properties then, as jboss-logmanager and WildFly do it. */
@Timeout(60)
class SettersTest {

    private final RecordingErrorManager errors = new RecordingErrorManager();

    /** As jboss-logmanager looks for it: one public method, of one type that it can make of a word. */
    private static void assertHasSetters(Class<?> handler, Set<String> settings) {
        List<String> missing = new ArrayList<>();
        for (String setting : settings) {
            StringBuilder name = new StringBuilder("set");
            for (String part : setting.split("\\.")) {
                name.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
            }
            List<Class<?>> types = Arrays.stream(handler.getMethods())
                    .filter(method -> method.getName().contentEquals(name) && method.getParameterCount() == 1)
                    .<Class<?>>map(method -> method.getParameterTypes()[0])
                    .toList();
            boolean objects = List.of("filter", "formatter").contains(setting);
            if (types.size() != 1
                    || !(objects
                            || List.of(String.class, int.class, boolean.class, Level.class)
                                    .contains(types.get(0)))) {
                missing.add(setting + " " + types);
            }
        }
        assertThat(missing).isEmpty();
    }

    /** All names that are asked for. */
    private static Set<String> settingsOf(String... prefixes) {
        Set<String> asked = new TreeSet<>();
        PropertyReader properties = new PropertyReader("p", key -> {
            asked.add(key.substring(2));
            return null;
        });
        Settings.readForSender(properties);
        if (prefixes.length > 0) {
            SenderSettings.read(properties);
        } else {
            asked.add("handler");
        }
        return asked;
    }

    @Test
    void proxy_eachSetting_hasASetter() {
        assertHasSetters(AsyncProxyHandler.class, settingsOf());
    }

    @Test
    void sender_eachSetting_hasASetter() {
        assertHasSetters(TcpHandler.class, settingsOf("sender"));
    }

    @Test
    void proxy_setBySetters_beginsWithTheFirstRecord() {
        RecordingHandler wrapped = new RecordingHandler();
        RecordingHandler.MessageOnly formatter = new RecordingHandler.MessageOnly();
        AsyncProxyHandler proxy = new AsyncProxyHandler("by setters");
        proxy.setErrorManager(errors);
        proxy.setRingSize(16);
        proxy.setLevel(Level.WARNING);
        proxy.setFilter(record -> !record.getMessage().equals("filtered"));
        proxy.setFormatter(formatter);
        proxy.setHandlers(new Handler[] {wrapped});

        proxy.publish(new LogRecord(Level.INFO, "below"));
        proxy.publish(new LogRecord(Level.WARNING, "filtered"));
        proxy.publish(new LogRecord(Level.WARNING, "above"));
        proxy.close();

        assertThat(wrapped.lines).containsExactly("above");
        assertThat(wrapped.getFormatter()).isSameAs(formatter);
        assertThat(wrapped.getLevel()).isEqualTo(Level.ALL);
        assertThat(proxy.getHandlers()).containsExactly(wrapped);
        assertThat(proxy.getBooks()).hasToString("offered=1 accepted=1 delivered=1 failed=0 pending=0 dropped=0");
        assertThat(errors.messages).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> proxy.setMaxBlock("1 second"))
                .withMessage(
                        "maxBlock of by setters is set too late; set it before the first record, or make another handler");
    }

    @Test
    void proxy_wrongSettings_areSaidOnceWithTheFirstRecord() {
        AsyncProxyHandler proxy = new AsyncProxyHandler("by setters");
        proxy.setErrorManager(errors);
        proxy.setRingSize(1000);
        proxy.setOverflowPolicy("flood");

        proxy.publish(new LogRecord(Level.INFO, "lost"));
        proxy.publish(new LogRecord(Level.INFO, "lost"));
        proxy.close();

        assertThat(errors.messages)
                .containsExactly(
                        "by setters takes no events until its configuration is corrected: overflowPolicy=flood is not "
                                + "known; use block, drop or dropBelow; also: ringSize=1000 is not a power of two; use 512 or 1024; "
                                + "also: no handler to wrap; set handler, for instance to java.util.logging.FileHandler");
    }

    @Test
    void proxy_closedBeforeItsFirstRecord_closesItsHandlersAndNeverBegins() {
        RecordingHandler wrapped = new RecordingHandler();
        AsyncProxyHandler proxy = new AsyncProxyHandler("by setters");
        proxy.setHandlers(new Handler[] {wrapped});

        proxy.close();
        proxy.close();
        proxy.publish(new LogRecord(Level.INFO, "too late"));

        assertThat(wrapped.closes).hasValue(1);
        assertThat(wrapped.lines).isEmpty();
    }

    /** Logs when it is made, through whatever is there. */
    public static final class Talkative extends RecordingHandler {
        static @Nullable AsyncProxyHandler around;

        public Talkative() {
            if (around != null) {
                around.publish(new LogRecord(Level.INFO, "while it is made"));
            }
        }
    }

    @Test
    void proxy_handlerLogsWhenItIsMade_beginsOnce() {
        AsyncProxyHandler proxy = new AsyncProxyHandler("by setters");
        proxy.setHandler(Talkative.class.getName());
        Talkative.around = proxy;

        proxy.publish(new LogRecord(Level.INFO, "first"));
        proxy.close();
        Talkative.around = null;

        assertThat(proxy.getHandlers())
                .singleElement()
                .satisfies(handler -> assertThat(((Talkative) handler).lines).containsExactly("first"));
    }

    @Test
    void setLevel_afterClose_leavesTheHandlersAlone() {
        RecordingHandler wrapped = new RecordingHandler();
        AsyncProxyHandler proxy = named(wrapped);
        proxy.setLevel(Level.FINE);
        proxy.close();

        proxy.setLevel(Level.OFF);

        assertThat(wrapped.getLevel()).isEqualTo(Level.FINE);
    }

    @Test
    void threads_ofTwoHandlersWithOneName_canBeToldApart() {
        RecordingHandler one = new RecordingHandler();
        RecordingHandler two = new RecordingHandler();
        RecordingHandler three = new RecordingHandler();

        AsyncProxyHandler first = named(one);
        AsyncProxyHandler second = named(two);
        first.close();
        AsyncProxyHandler third = named(three);
        second.close();
        third.close();

        assertThat(List.of(one, two, three))
                .extracting(handler -> handler.threads.get(0).getName())
                .containsExactly("penstock-numbered", "penstock-numbered-2", "penstock-numbered");
    }

    private static AsyncProxyHandler named(RecordingHandler wrapped) {
        AsyncProxyHandler proxy = new AsyncProxyHandler("numbered");
        proxy.setHandlers(new Handler[] {wrapped});
        proxy.publish(new LogRecord(Level.INFO, "event"));
        proxy.flush(java.time.Duration.ofSeconds(20));
        return proxy;
    }
}
