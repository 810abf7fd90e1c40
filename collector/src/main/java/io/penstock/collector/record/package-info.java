/**
 * A record of the collector's own shape, whatever protocol it came by: one JSON line. And which of them are known already.
 */
@NullMarked
package io.penstock.collector.record;

import org.jspecify.annotations.NullMarked;
