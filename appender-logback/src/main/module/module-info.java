/** The proxy appender, the TCP appender and two encoders for Logback. */
module io.penstock.logback {
    requires transitive io.penstock.core;
    requires transitive ch.qos.logback.classic;
    requires transitive ch.qos.logback.core;
    requires transitive org.slf4j;
    requires java.management;
    requires static org.jspecify;
    requires static logstash.logback.encoder;

    exports io.penstock.logback;
}
