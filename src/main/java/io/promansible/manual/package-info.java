/**
 * Runs that a person asks for once: what is asked, checked against the roles, and who owns them.
 *
 * <p>Never decides about alerts, and never starts a run itself.
 */
@NullMarked
package io.promansible.manual;

import org.jspecify.annotations.NullMarked;
