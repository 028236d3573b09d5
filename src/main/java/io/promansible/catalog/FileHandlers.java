package io.promansible.catalog;

import io.promansible.handler.Handlers;
import io.promansible.inventory.HostFrom;
import java.time.Duration;

/**
 * The handlers of the file, and what the file says for handlers that say nothing of their own.
 *
 * @param hosts how labels name hosts
 * @param timeout of a run
 */
public record FileHandlers(Handlers handlers, HostFrom hosts, Duration timeout) {}
