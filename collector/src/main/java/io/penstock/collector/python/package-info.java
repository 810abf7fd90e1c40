/**
 * Records of Python's {@code logging.handlers.SocketHandler}: four bytes of length, then a pickled dictionary. Pickle is a program for a small machine
 * that can call anything; ours knows data only and calls nothing.
 */
@NullMarked
package io.penstock.collector.python;

import org.jspecify.annotations.NullMarked;
