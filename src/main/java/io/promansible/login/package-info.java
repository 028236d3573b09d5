/**
 * How people log in: by a password, by OpenID Connect, by a directory; and how guessing is slowed.
 *
 * <p>What they may do afterwards is put together here, too, from their role and the grants.
 */
@NullMarked
package io.promansible.login;

import org.jspecify.annotations.NullMarked;
