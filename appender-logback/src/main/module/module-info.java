/** The proxy appender, the TCP appender and two encoders for Logback. */
module io.penstock.logback {
    requires transitive io.penstock.core;
    requires transitive ch.qos.logback.classic;
    requires transitive ch.qos.logback.core;
    requires transitive org.slf4j;
    requires java.management;
    requires static org.jspecify;
    requires static logstash.logback.encoder;
    requires static com.fasterxml.jackson.core;
    requires static com.fasterxml.jackson.databind;
    requires static tools.jackson.core;
    requires static tools.jackson.databind;

    exports io.penstock.logback;

    // Either makes the serializers that we name for values of ours.
    opens io.penstock.logback.freeze to
            com.fasterxml.jackson.databind,
            tools.jackson.databind;
}
