/** Log-in by a directory, over LDAP. */
@NullMarked
package io.promansible.login.ldap;

import org.jspecify.annotations.NullMarked;
