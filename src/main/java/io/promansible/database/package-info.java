/**
 * The database: where it is, what a commit needs beside being a commit, and ids that sort by time.
 *
 * <p>Owns no table.
 */
@NullMarked
package io.promansible.database;

import org.jspecify.annotations.NullMarked;
