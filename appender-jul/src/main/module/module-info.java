/** The proxy handler for java.util.logging. */
module io.penstock.jul {
    requires transitive io.penstock.core;
    requires transitive java.logging;
    requires static org.jspecify;
}
