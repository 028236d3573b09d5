/** People and tokens. */
@NullMarked
package io.promansible.portal.people;

import org.jspecify.annotations.NullMarked;
