/**
 * The Logback side: what happens on the caller's thread, what the drain thread hands to the wrapped appenders, and the
 * settings of {@code logback.xml}.
 *
 * <pre>
 *  caller:  AsyncProxyAppender → EventIntake: filters of the wrapped appenders → freeze → EventSlot
 *  drain:   WrappedAppenders: EventSlot → FrozenEvent → WrappedAppender.deliver → flush at the end of a batch
 * </pre>
 *
 * <p>Users meet {@link io.penstock.logback.AsyncProxyAppender} only.
 */
@NullMarked
package io.penstock.logback;

import org.jspecify.annotations.NullMarked;
