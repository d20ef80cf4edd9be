// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads what the kernel says of devices: ACTION@PATH, then KEY=VALUE, each ended by a zero.
final class DeviceMessage {
  private static final int MOST = 128;

  private DeviceMessage() {}

  /// The values of a message; empty when it is none.
  static Map<String, String> read(byte[] bytes, int count) {
    Map<String, String> values = new LinkedHashMap<>();
    int end = Math.min(count, bytes.length);
    int from = 0;
    for (int at = 0; at < end && values.size() < MOST; at++) {
      if (bytes[at] == 0) {
        String text = new String(bytes, from, at - from, StandardCharsets.UTF_8);
        int equal = text.indexOf('=');
        if (from == 0 && text.indexOf('@') < 0) {
          return values;
        }
        if (from > 0 && equal > 0) {
          values.putIfAbsent(text.substring(0, equal), text.substring(equal + 1));
        }
        from = at + 1;
      }
    }
    return values;
  }
}
