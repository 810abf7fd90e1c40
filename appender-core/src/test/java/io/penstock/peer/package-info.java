/**
 * Peers for the tests of the sender: good ones, evil ones, ones that are killed, and a proxy with faults in between.
 *
 * <pre>
 *  Load ──▶ SenderRig (ring + TcpSink) ──▶ [FaultProxy] ──▶ ReceiverProcess (killed with -9) ──▶ files ──▶ Received
 *                                                       └─▶ ScriptedPeer (EvilScript)
 * </pre>
 */
@NullMarked
package io.penstock.peer;

import org.jspecify.annotations.NullMarked;
