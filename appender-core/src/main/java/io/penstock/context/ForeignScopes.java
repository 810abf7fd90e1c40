package io.penstock.context;

/** Scopes of libraries, which are resources as everywhere. */
final class ForeignScopes {

    private ForeignScopes() {}

    static void close(AutoCloseable scope) {
        try {
            scope.close();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
