// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.wire.AgentHost;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Hello;
import dev.shirube.wire.WireException;

/// Looks at what machines say of themselves before anything of it is kept or shown: texts are
/// short, hold nothing that a terminal or a page would act on, and names are names.
final class HostFacts {
  private static final int LONGEST_NAME = 253;

  private HostFacts() {}

  /// Checks a machine's facts.
  ///
  /// @throws WireException that names the first that is none
  static void check(AgentHost host) throws WireException {
    boolean named = !host.name().isEmpty() && host.name().length() <= LONGEST_NAME;
    if (!named || !isWord(host.name())) {
      throw wrong("name");
    }
    plain("system", host.system());
    plain("kernel", host.kernel());
    plain("architecture", host.architecture());
    if (host.machine().isEmpty()) {
      throw wrong("machine");
    }
    word("machine", host.machine());
    word("boot", host.boot());
    for (String address : host.addresses()) {
      if (!isAddress(address)) {
        throw wrong("addresses");
      }
    }
  }

  /// Checks what a hello says.
  static void check(Hello hello) throws WireException {
    check(hello.host());
    if (hello.host().boot().isEmpty()) {
      throw wrong("boot");
    }
    plain("version", hello.version());
    for (Hello.SensorState sensor : hello.sensors()) {
      word("sensors", sensor.name());
    }
    Capabilities capabilities = hello.capabilities();
    if (capabilities != null) {
      for (Capabilities.Entry entry : capabilities.entries()) {
        plain("note", entry.note());
      }
    }
  }

  private static WireException wrong(String what) {
    return new WireException("fleet.host", what);
  }

  private static void word(String what, String text) throws WireException {
    if (!isWord(text)) {
      throw wrong(what);
    }
  }

  /// Checks a text that people will read.
  static void plain(String what, String text) throws WireException {
    if (!isPlain(text)) {
      throw wrong(what);
    }
  }

  /// Whether a text can be shown to people as it is.
  static boolean isPlain(String text) {
    return text.codePoints().allMatch(HostFacts::isPlain);
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /// Letters, digits and what stands in names between them.
  private static boolean isWord(String text) {
    return text.codePoints()
        .allMatch(c -> isAsciiLetter(c) || (c >= '0' && c <= '9') || "._-:".indexOf(c) >= 0);
  }

  private static boolean isAsciiLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isAddress(String text) {
    return !text.isEmpty()
        && text.codePoints()
            .allMatch(c -> isAsciiLetter(c) || (c >= '0' && c <= '9') || ".:%_-".indexOf(c) >= 0);
  }
}
