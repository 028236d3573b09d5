package io.promansible.portal.jobs;

import java.util.List;
import java.util.Map;

/**
 * What the page of a stored inventory shows.
 *
 * @param groups by name: the hosts that it means
 * @param before the version before it; empty for none
 * @param difference the lines that differ from that one, as diff writes them
 */
public record InventoryPage(
    long id,
    String title,
    String hosts,
    String vars,
    List<String> names,
    Map<String, List<String>> groups,
    String before,
    List<String> difference) {}
