package io.penstock.logback.structure;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.lang.reflect.Method;

/** What is different between releases of logstash-logback-encoder. */
abstract class Library {

    /** The one on the class path of the class that asks. */
    static Library present() {
        try {
            Class.forName("net.logstash.logback.decorate.MapperBuilderDecorator");
        } catch (ClassNotFoundException before9) {
            return new LibraryOnJackson2();
        }
        return new LibraryOnJackson3();
    }

    /** A tree of the library's Jackson. */
    abstract Object tree();

    abstract Object[] trees();

    abstract void change(Object treeOrTrees);

    /** Names like_this, dates as text, nothing empty. */
    abstract void decorateMapper(Encoder<ILoggingEvent> encoder);

    /** A property that somebody else's class has is hidden. */
    abstract void hideFirstName(Encoder<ILoggingEvent> encoder);

    /** @param decorator of generators */
    abstract void decorateGenerator(Object encoderOrLayout, Object decorator);

    abstract void indent(Encoder<ILoggingEvent> encoder);

    static void call(Object target, String name, Class<?> type, Object argument) {
        try {
            Method method = target.getClass().getMethod(name, type);
            method.invoke(target, argument);
        } catch (ReflectiveOperationException otherRelease) {
            throw new IllegalStateException(otherRelease);
        }
    }
}
