/**
 * What changes, told to pages that are open: runs, alerts, remediations, freezes and what people
 * did.
 *
 * <p>Looks into the store while somebody follows, so it tells of all nodes and costs nothing while
 * nobody does.
 */
@NullMarked
package io.promansible.feed;

import org.jspecify.annotations.NullMarked;
