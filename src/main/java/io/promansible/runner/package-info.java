/**
 * A run from its turn to its end: claimed with its hosts, launched, watched, recorded, ended with
 * its last slice, and taken up again after a restart.
 *
 * <p>Never decides whether the run was right; its owner is asked and told.
 */
@NullMarked
package io.promansible.runner;

import org.jspecify.annotations.NullMarked;
