/** How the service is: status, audit, the names of alerts, the first steps. */
@NullMarked
package io.promansible.portal.operation;

import org.jspecify.annotations.NullMarked;
