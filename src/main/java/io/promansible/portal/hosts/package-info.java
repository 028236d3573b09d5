/** The inventory, and one host. */
@NullMarked
package io.promansible.portal.hosts;

import org.jspecify.annotations.NullMarked;
