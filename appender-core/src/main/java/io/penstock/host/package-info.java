/**
 * What every host does alike with the stages below: an event's way into the ring on the caller's thread, a ring with a
 * sender behind it, and what is said when a stop or a flush has run out of time. Hosts alone use it, and bring the words
 * that differ.
 *
 * <pre>
 *  caller:  the host's intake ─► Intake: admits ─► enters, leaves ─► claim ─► CapturedSlot ─► publish
 *  start:   the host's settings ─► SendingRing: tally, TcpSink, AsyncRing
 *  stop:    how much is left ─► TimeoutWords ─► the host's status channel
 * </pre>
 */
@NullMarked
package io.penstock.host;

import org.jspecify.annotations.NullMarked;
