/** What lists are asked for, as addresses say it. */
@NullMarked
package io.promansible.query;

import org.jspecify.annotations.NullMarked;
