/**
 * Notifications and answers of Alertmanager are stored and decided about, all in one transaction,
 * before they are answered.
 *
 * <p>Never speaks HTTP.
 */
@NullMarked
package io.promansible.intake;

import org.jspecify.annotations.NullMarked;
