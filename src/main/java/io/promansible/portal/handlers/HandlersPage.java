package io.promansible.portal.handlers;

import java.util.List;

/** The list. */
public record HandlersPage(List<HandlerPage.Row> rows, boolean admin) {}
