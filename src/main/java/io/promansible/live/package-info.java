/**
 * Following a run while it goes on: by server-sent events and by WebSocket.
 *
 * <p>Reads from the store, so it works whichever node runs the play.
 */
@NullMarked
package io.promansible.live;

import org.jspecify.annotations.NullMarked;
