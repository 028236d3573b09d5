/**
 * Projects: git repositories with roles, each commit in a folder of its own that never changes.
 *
 * <p>Whatever a repository holds is data here: no hook of it runs, and no link in it leads out.
 * What its roles mean is for other rooms.
 */
@NullMarked
package io.promansible.project;

import org.jspecify.annotations.NullMarked;
