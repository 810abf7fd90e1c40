package io.penstock.stats;

import io.penstock.Figure;
import io.penstock.Figure.Kind;
import io.penstock.Figures;
import io.penstock.Timing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.ImmutableDescriptor;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenMBeanInfoSupport;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

/**
 * Figures as JMX shows them: an open MBean whose attributes have the figures' names with a capital first letter, their
 * descriptions and units. A timer has three attributes. Safe for any thread.
 *
 * <p>Attributes that are read in one call are of one moment: the books balance in them.
 */
final class FiguresBean implements DynamicMBean {

    private final Figures figures;
    private final MBeanInfo info;

    FiguresBean(Figures figures) {
        this.figures = figures;
        this.info = new OpenMBeanInfoSupport(
                figures.type(),
                "What became of the events of one appender, and the settings in use",
                rows().stream().map(Row::info).toArray(OpenMBeanAttributeInfo[]::new),
                null,
                null,
                null);
    }

    /** One attribute. */
    private record Row(String name, Figure figure, OpenType<?> type, Object value) {

        OpenMBeanAttributeInfo info() {
            Map<String, Object> fields = new LinkedHashMap<>();
            // As javax.management.Descriptor names them.
            fields.put("units", figure.unit());
            if (figure.kind() != Kind.TEXT) {
                fields.put("metricType", figure.kind() == Kind.COUNTER ? "counter" : "gauge");
            }
            return new OpenMBeanAttributeInfoSupport(
                    name, figure.description(), type, true, false, false, new ImmutableDescriptor(fields));
        }
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        figures.read().forEach((figure, value) -> {
            String name = figure.name().substring(0, 1).toUpperCase(Locale.ROOT)
                    + figure.name().substring(1);
            if (value instanceof Timing timing) {
                rows.add(new Row(name + "Count", figure, SimpleType.LONG, timing.count()));
                rows.add(new Row(name + "TotalNanos", figure, SimpleType.LONG, timing.totalNanos()));
                rows.add(new Row(name + "GreatestNanos", figure, SimpleType.LONG, timing.greatestNanos()));
            } else {
                rows.add(new Row(name, figure, value instanceof Long ? SimpleType.LONG : SimpleType.STRING, value));
            }
        });
        return rows;
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
        for (Row row : rows()) {
            if (row.name().equals(attribute)) {
                return row.value();
            }
        }
        throw new AttributeNotFoundException(attribute);
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        List<String> wanted = List.of(attributes);
        AttributeList found = new AttributeList();
        for (Row row : rows()) {
            if (wanted.contains(row.name())) {
                found.add(new Attribute(row.name(), row.value()));
            }
        }
        return found;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " can only be read");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String operation, Object[] parameters, String[] signature) throws ReflectionException {
        throw new ReflectionException(new NoSuchMethodException(operation), "there are no operations");
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return info;
    }
}
