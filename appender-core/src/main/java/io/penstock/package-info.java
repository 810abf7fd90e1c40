/**
 * What users of every host meet: the settings and the books.
 */
@NullMarked
package io.penstock;

import org.jspecify.annotations.NullMarked;
