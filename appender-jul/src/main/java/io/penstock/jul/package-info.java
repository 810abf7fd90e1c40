/**
 * The java.util.logging side: what happens on the caller's thread, what the drain thread hands to the wrapped handlers,
 * and the settings of {@code logging.properties}.
 *
 * <pre>
 *  caller:  AsyncProxyHandler → RecordIntake: level and filter of the wrapped handlers → freeze → RecordSlot
 *  drain:   WrappedHandlers: RecordSlot → FrozenRecord → WrappedHandler.deliver → Handler.publish
 * </pre>
 *
 * <p>Users meet {@link io.penstock.jul.AsyncProxyHandler}, {@link io.penstock.jul.NamedProxies} and
 * {@link io.penstock.jul.Penstock}.
 */
@NullMarked
package io.penstock.jul;

import org.jspecify.annotations.NullMarked;
