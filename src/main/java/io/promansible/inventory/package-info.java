/**
 * Hosts and groups as ansible-inventory reads them, which host a label means, which of their
 * variables are secrets, and what others may see of them.
 *
 * <p>Never starts Ansible itself and never passes a label on as a host pattern.
 */
@NullMarked
package io.promansible.inventory;

import org.jspecify.annotations.NullMarked;
