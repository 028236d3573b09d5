package io.promansible.portal.jobs;

import java.util.List;

/**
 * What the page of an app shows.
 *
 * @param morePlaybooks playbooks that may be added
 * @param moreInventories stored inventories that may be added
 * @param jobs the last jobs of its playbooks on its inventories
 */
public record AppPage(
    long id,
    String appid,
    List<JobsPage.Playbook> playbooks,
    List<JobsPage.Stored> inventories,
    List<JobsPage.Playbook> morePlaybooks,
    List<JobsPage.Stored> moreInventories,
    List<JobsPage.Row> jobs) {}
