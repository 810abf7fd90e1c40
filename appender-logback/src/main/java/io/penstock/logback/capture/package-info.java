/**
 * How an event crosses the ring: the caller's thread captures it into a slot, the drain thread sees it as it was at the
 * call.
 *
 * <pre>
 *  caller:  event, or a call without one ─► EventIntake: filters ─► freeze ─► claim ─► EventSlot ─► publish
 *                                               ▲
 *                                           Recipients: who gets it
 *                                               ▼
 *  drain:   EventSlot ─► SlotView: one FrozenEvent that shows them all, or one each for those who keep them
 *           a report of what was dropped ─► LossEvent
 * </pre>
 *
 * <p>Whatever an event is to be encoded or delivered by is not known here, only its {@code Recipients}.
 */
@NullMarked
package io.penstock.logback.capture;

import org.jspecify.annotations.NullMarked;
