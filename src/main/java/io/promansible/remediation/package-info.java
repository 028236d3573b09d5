/**
 * An episode's way: received, decided, run, proven. The only room where alert, handler and run are
 * together.
 *
 * <p>Never speaks HTTP and never starts a process.
 */
@NullMarked
package io.promansible.remediation;

import org.jspecify.annotations.NullMarked;
