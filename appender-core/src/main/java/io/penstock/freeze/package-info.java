/**
 * The first stage of an event's life: whatever could still change after the call is copied or turned into text, on the
 * caller's thread.
 *
 * <pre>
 *   arguments ──► weigh ── all immutable ──────────────────────────► passed by reference
 *                   │
 *                   └─ MUST_FREEZE ──► freezeAll ─┬─ immutable ────► the same instance
 *                                                 ├─ array,
 *                                                 │  Collection, Map ► FrozenArray, FrozenList, FrozenMap, ...
 *                                                 ├─ Date, atomics ─► a clone, the boxed value
 *                                                 └─ the rest ──────► text, cut at maxMessageBytes
 * </pre>
 *
 * <p>{@link io.penstock.freeze.Freezer} is the front. {@code TypeKinds} decides once per class, {@code Weigher} is the
 * hot path, {@code FreezeRun} the state of one call, {@code StructureCopy} what it does to containers.
 */
@NullMarked
package io.penstock.freeze;

import org.jspecify.annotations.NullMarked;
