/**
 * A run and its life: queued, running, finished; leases, events, log. History is simply finished
 * runs.
 *
 * <p>Never knows why a run was wanted beyond its cause.
 */
@NullMarked
package io.promansible.run;

import org.jspecify.annotations.NullMarked;
