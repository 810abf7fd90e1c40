/** Which protocol the settings of a sender ask for: the only package that knows all of them. Runs on the configuring thread. */
@NullMarked
package io.penstock.wire.choice;

import org.jspecify.annotations.NullMarked;
