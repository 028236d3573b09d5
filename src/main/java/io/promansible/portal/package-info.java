/**
 * The pages for people in a browser, and what they show.
 *
 * <p>Decides nothing; the templates lie in src/main/jte.
 */
@NullMarked
package io.promansible.portal;

import org.jspecify.annotations.NullMarked;
