/**
 * How much all connections together may hold of what their clients have sent, or have not taken. Whoever holds something says so; the network
 * then reads no more from anybody until there is room.
 */
@NullMarked
package io.penstock.collector.memory;

import org.jspecify.annotations.NullMarked;
