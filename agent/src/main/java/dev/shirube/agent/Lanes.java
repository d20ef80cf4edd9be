// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.wire.Lane;

/// Which lane an event belongs to.
final class Lanes {
  private static final int LAUNCH = 1;

  private Lanes() {}

  static Lane of(Event event, boolean urgent) {
    if (urgent) {
      return Lane.IMPORTANT;
    }
    EventClass kind = event.eventClass();
    return switch (kind) {
      case FILE_ACTIVITY -> Lane.FILES;
      case NETWORK_ACTIVITY, DNS_ACTIVITY, HTTP_ACTIVITY, NETWORK_FILE_ACTIVITY -> Lane.ACTIVITY;
      case PROCESS_ACTIVITY -> event.activity() == LAUNCH ? Lane.IMPORTANT : Lane.ACTIVITY;
      default -> Lane.IMPORTANT;
    };
  }
}
