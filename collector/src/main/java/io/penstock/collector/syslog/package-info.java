/**
 * Syslog messages (RFC 5424, and what older senders write) as they come in RELP's frames, or by TCP in either of RFC 6587's framings.
 */
@NullMarked
package io.penstock.collector.syslog;

import org.jspecify.annotations.NullMarked;
