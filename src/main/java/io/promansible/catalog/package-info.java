/** The handlers in force: those of the file and those that people made, each in its mode. */
@NullMarked
package io.promansible.catalog;

import org.jspecify.annotations.NullMarked;
