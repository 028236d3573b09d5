/**
 * Jobs: any playbook of a git repository on any stored inventory, and the apps that both belong to.
 *
 * <p>A job is a run; how runs wait, start, are watched and end is for other rooms.
 */
@NullMarked
package io.promansible.job;

import org.jspecify.annotations.NullMarked;
