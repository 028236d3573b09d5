/** Log-in by a provider of OpenID Connect. */
@NullMarked
package io.promansible.login.oidc;

import org.jspecify.annotations.NullMarked;
