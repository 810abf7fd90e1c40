/**
 * The calling thread's belongings on their way to the drain thread. Where nobody behind the ring asks for them, nothing of
 * this is used.
 *
 * <pre>
 *  caller:  ContextCarriers.capture ─► CapturedContext, in the slot
 *  drain:   CapturedContext.restore ─► deliver ─► Restored.close
 * </pre>
 */
@NullMarked
package io.penstock.context;

import org.jspecify.annotations.NullMarked;
