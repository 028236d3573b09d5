/**
 * Ansible's facts about hosts: taken from runs that gathered them, and kept with their age.
 *
 * <p>Never gathers any itself.
 */
@NullMarked
package io.promansible.facts;

import org.jspecify.annotations.NullMarked;
