/** Routines and their times. */
@NullMarked
package io.promansible.portal.routines;

import org.jspecify.annotations.NullMarked;
