/**
 * What a caller may see and touch: of alerts, remediations, handlers, hosts, freezes and routines.
 *
 * <p>Runs have this in the room history. Rows that a caller may not see are as if they were not
 * there; what may be seen but not touched is refused.
 */
@NullMarked
package io.promansible.scope;

import org.jspecify.annotations.NullMarked;
