/** The proxy handler and the TCP handler for java.util.logging. */
module io.penstock.jul {
    requires transitive io.penstock.core;
    requires transitive java.logging;
    requires java.management;
    requires static org.jspecify;
    requires static org.jboss.logmanager;

    exports io.penstock.jul;
}
