/** Handlers, their record and their mode. */
@NullMarked
package io.promansible.portal.handlers;

import org.jspecify.annotations.NullMarked;
