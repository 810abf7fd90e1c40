package io.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.AppenderListener;
import io.penstock.Appenders;
import io.penstock.Figure;
import io.penstock.Figures;
import io.penstock.Timing;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FigureRegistrationTest {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final AtomicLong events = new AtomicLong(3);
    private final FigureRegistration registration = new FigureRegistration();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final ObjectName name = new ObjectName("io.penstock:type=Test,name=\"figures\"");

    FigureRegistrationTest() throws Exception {}

    private void list(FigureList figures) {
        long now = events.getAndIncrement();
        figures.counter("seen", "events", "Events that were seen.", now)
                .counter("lostToCats", "events", "Events that cats took.", "reason", "cats", now)
                .gauge("depth", "metres", "How deep it is.", -now)
                .timer("wait", "nanoseconds", "Time that passed.", new Timing(2, 30, 20))
                .text("mood", "How it feels.", "fine");
    }

    @BeforeEach
    void register() {
        registration.register("Test", "figures", List.of(this::list), (message, cause) -> warnings.add(message));
    }

    @AfterEach
    void unregister() {
        registration.unregister();
        assertThat(warnings).isEmpty();
    }

    @Test
    void bean_attributes_haveTypeUnitAndDescriptionOfTheirFigure() throws Exception {
        MBeanInfo info = server.getMBeanInfo(name);

        assertThat(info.getClassName()).isEqualTo("Test");
        assertThat(info.getAttributes())
                .extracting(MBeanAttributeInfo::getName)
                .containsExactly(
                        "Seen", "LostToCats", "Depth", "WaitCount", "WaitTotalNanos", "WaitGreatestNanos", "Mood");
        assertThat(info.getAttributes()[0].getDescription()).isEqualTo("Events that were seen.");
        assertThat(info.getAttributes()[0].getDescriptor().getFieldValue("units"))
                .isEqualTo("events");
        assertThat(info.getAttributes()[0].getDescriptor().getFieldValue("metricType"))
                .isEqualTo("counter");
        assertThat(info.getAttributes()[2].getDescriptor().getFieldValue("metricType"))
                .isEqualTo("gauge");
        assertThat(info.getAttributes())
                .allMatch(attribute -> attribute.isReadable() && !attribute.isWritable())
                .extracting(MBeanAttributeInfo::getType)
                .containsExactly(
                        "java.lang.Long",
                        "java.lang.Long",
                        "java.lang.Long",
                        "java.lang.Long",
                        "java.lang.Long",
                        "java.lang.Long",
                        "java.lang.String");
        assertThat(info.getAttributes()).allMatch(OpenMBeanAttributeInfo.class::isInstance);
    }

    @Test
    void bean_oneAttribute_isReadAnew() throws Exception {
        long first = (Long) server.getAttribute(name, "Seen");

        assertThat(server.getAttribute(name, "Seen")).isEqualTo(first + 1);
        assertThat(server.getAttribute(name, "WaitCount")).isEqualTo(2L);
        assertThat(server.getAttribute(name, "WaitTotalNanos")).isEqualTo(30L);
        assertThat(server.getAttribute(name, "WaitGreatestNanos")).isEqualTo(20L);
        assertThat(server.getAttribute(name, "Mood")).isEqualTo("fine");
    }

    @Test
    void bean_severalAttributes_areOfOneMoment() throws Exception {
        List<Attribute> attributes = server.getAttributes(name, new String[] {"Seen", "Depth", "None"})
                .asList();

        assertThat(attributes).hasSize(2);
        assertThat(attributes.get(0).getValue())
                .isEqualTo(-(Long) attributes.get(1).getValue());
    }

    @Test
    void bean_whatThereIsNot_isRefused() {
        assertThatThrownBy(() -> server.getAttribute(name, "None")).isInstanceOf(AttributeNotFoundException.class);
        assertThatThrownBy(() -> server.setAttribute(name, new Attribute("Seen", 1L)))
                .isInstanceOf(AttributeNotFoundException.class)
                .hasMessage("Seen can only be read");
        assertThatThrownBy(() -> server.invoke(name, "reset", null, null)).isInstanceOf(ReflectionException.class);
    }

    @Test
    void listener_readsWhatJmxShows_andTheLastValuesStay() throws Exception {
        List<Figures> running = new CopyOnWriteArrayList<>();
        AppenderListener listener = figures -> {
            if (figures.name().equals("figures")) {
                running.add(figures);
            }
        };
        Appenders.addListener(listener);
        try {
            Figures figures = running.get(0);
            Figure seen = figures.list().get(0);
            Figure lost = figures.list().get(1);
            Figure wait = figures.list().get(3);

            assertThat(figures.list())
                    .extracting(Figure::name)
                    .containsExactly("seen", "lostToCats", "depth", "wait", "mood");
            assertThat(lost.tags()).containsEntry("reason", "cats");
            assertThat(figures.number(seen)).isEqualTo((Long) server.getAttribute(name, "Seen") - 1);
            assertThat(figures.timing(wait)).isEqualTo(new Timing(2, 30, 20));
            assertThatThrownBy(() -> figures.number(wait)).hasMessage("wait is no counter or gauge of Test figures");

            registration.unregister();

            assertThat(server.isRegistered(name)).isFalse();
            assertThat(figures.number(seen)).isEqualTo(figures.number(seen)).isEqualTo(events.get() - 1);
        } finally {
            Appenders.removeListener(listener);
        }
    }
}
