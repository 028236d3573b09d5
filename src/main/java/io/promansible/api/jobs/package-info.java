/**
 * Stored inventories, playbooks, apps and jobs in the API; names of fields are those of Pansible.
 */
@NullMarked
package io.promansible.api.jobs;

import org.jspecify.annotations.NullMarked;
