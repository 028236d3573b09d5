/**
 * The role catalog and the hosts/role template; roles come from here and nowhere else.
 *
 * <p>Never runs anything and never renders by text.
 */
@NullMarked
package io.promansible.playbook;

import org.jspecify.annotations.NullMarked;
