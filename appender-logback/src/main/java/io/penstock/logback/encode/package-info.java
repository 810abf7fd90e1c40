/**
 * From an event to the bytes of its line: those of Logback's pattern and JSON encoders, in less time. Runs on the drain
 * thread; an encoder without a proxy runs on the caller's.
 *
 * <pre>
 *  at start:  pattern ─► Logback's parser ─► PatternCompiler ─► PatternPart each, if it writes as Logback does (Probes)
 *             settings ─► JsonFields ─► JsonLine
 *  an event:  EventText ─┬─ InPlaceEncoder, LayoutText ─► PatternPart … ─► PatternLine ─► buffer
 *                        │                 └► JsonLine ─► JsonText, JsonThrowable ──────► buffer
 *                        ├─ MessageText: the message and the stack trace ───────────────► buffer
 *                        └─ EncoderText: any other encoder ─► its own array ────────────► buffer
 * </pre>
 *
 * <p>The encoders that users name are not here but one package up; to this one they are {@code InPlaceEncoder}s.
 */
@NullMarked
package io.penstock.logback.encode;

import org.jspecify.annotations.NullMarked;
