/**
 * The contenders: one adapter per way of logging, all behind {@link io.penstock.benchmark.contenders.LoggingSubject}.
 *
 * <pre>
 *   question ── log(id, customer) ──▶ LoggingSubject ──▶ logger ──▶ [asynchronous hop] ──▶ file ◀── LineAudit counts afterwards
 * </pre>
 *
 * <p>Every contender of a {@link io.penstock.benchmark.contenders.Group} gets the same pattern, the same file behind it and the same
 * logging call. What differs between them stands in one configuration file each, next to this package's classes; for
 * java.util.logging in {@link io.penstock.benchmark.contenders.JulHop}.
 */
@NullMarked
package io.penstock.benchmark.contenders;

import org.jspecify.annotations.NullMarked;
