// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether two spellings of a registry key mean the same key. The spellings are kept as their
/// sources wrote them; this only compares.
///
/// What counts as one spelling: letters in any case; `HKEY_LOCAL_MACHINE`, `HKLM`, `HKLM:`,
/// `\REGISTRY\MACHINE`, `Registry::HKEY_LOCAL_MACHINE` and so for the other hives; a leading
/// `Computer\`. What may be the same: HKCU and the hive of any user; HKCR and the Classes of the
/// machine or a user; CurrentControlSet and a numbered one.
public final class RegistryPath {
  private static final String[][] HIVES = {
    {"HKEY_LOCAL_MACHINE", "HKLM"},
    {"\\REGISTRY\\MACHINE", "HKLM"},
    {"REGISTRY\\MACHINE", "HKLM"},
    {"HKLM:", "HKLM"},
    {"HKEY_USERS", "HKU"},
    {"\\REGISTRY\\USER", "HKU"},
    {"REGISTRY\\USER", "HKU"},
    {"HKU:", "HKU"},
    {"HKEY_CURRENT_USER", "HKCU"},
    {"HKCU:", "HKCU"},
    {"HKEY_CLASSES_ROOT", "HKCR"},
    {"HKCR:", "HKCR"},
    {"HKEY_CURRENT_CONFIG", "HKLM\\SYSTEM\\CURRENTCONTROLSET\\HARDWARE PROFILES\\CURRENT"},
    {"HKCC", "HKLM\\SYSTEM\\CURRENTCONTROLSET\\HARDWARE PROFILES\\CURRENT"},
    {"\\REGISTRY\\A", "HKA"},
  };
  private static final String MACHINE = "\\REGISTRY\\MACHINE";
  private static final String USER = "\\REGISTRY\\USER";
  private static final String CONTROL_SET = "\\SYSTEM\\CONTROLSET";
  private static final String[] PREFIXES = {
    "MICROSOFT.POWERSHELL.CORE\\REGISTRY::", "REGISTRY::", "COMPUTER\\", "MY COMPUTER\\"
  };

  private RegistryPath() {}

  /// The one spelling that all spellings of a key that are surely the same share: upper case, the
  /// hive as HKLM, HKU, HKCU, HKCR or HKA, no closing backslash.
  public static String plain(String path) {
    String text = path.strip().toUpperCase(Locale.ROOT);
    for (String prefix : PREFIXES) {
      text = text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }
    for (String[] hive : HIVES) {
      if (begins(text, hive[0])) {
        text = hive[1] + text.substring(hive[0].length());
        break;
      }
    }
    while (text.endsWith("\\") && text.length() > 1) {
      text = text.substring(0, text.length() - 1);
    }
    return text;
  }

  /// A key that the kernel spells, as rules and people spell it: `\REGISTRY\MACHINE` as HKLM,
  /// `\REGISTRY\USER` as HKU, a numbered control set as the current one, as Sysmon does. Null if it
  /// is not spelled by the kernel. Letters keep their case.
  public static @Nullable String shortened(String path) {
    String upper = path.toUpperCase(Locale.ROOT);
    String hive = begins(upper, MACHINE) ? "HKLM" : begins(upper, USER) ? "HKU" : null;
    if (hive == null) {
      return null;
    }
    String rest = path.substring(hive.equals("HKLM") ? MACHINE.length() : USER.length());
    boolean numbered =
        hive.equals("HKLM")
            && rest.regionMatches(true, 0, CONTROL_SET, 0, CONTROL_SET.length())
            && isNumber(rest, CONTROL_SET.length(), CONTROL_SET.length() + 3)
            && (rest.length() == CONTROL_SET.length() + 3
                || rest.charAt(CONTROL_SET.length() + 3) == '\\');
    return numbered
        ? hive
            + rest.substring(0, "\\SYSTEM\\".length())
            + "CurrentControlSet"
            + rest.substring(CONTROL_SET.length() + 3)
        : hive + rest;
  }

  private static boolean isNumber(String text, int from, int to) {
    boolean number = to <= text.length();
    for (int at = from; number && at < to; at++) {
      number = text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }
    return number;
  }

  /// How far two spellings mean the same key.
  public static WindowsPath.Sameness compare(String one, String two) {
    String left = plain(one);
    String right = plain(two);
    if (left.equals(right)) {
      return WindowsPath.Sameness.SAME;
    }
    boolean may = loose(left).equals(loose(right)) || mayBeUser(left, right);
    return may || mayBeClasses(left, right) || mayBeClasses(right, left)
        ? WindowsPath.Sameness.MAYBE
        : WindowsPath.Sameness.DIFFERENT;
  }

  private static boolean begins(String text, String start) {
    return text.startsWith(start)
        && (text.length() == start.length() || text.charAt(start.length()) == '\\');
  }

  /// With the number of the control set and the user of a user's hive left out.
  private static String loose(String plain) {
    String text = plain;
    String set = "HKLM\\SYSTEM\\CONTROLSET";
    if (text.startsWith(set) && text.length() >= set.length() + 3) {
      text = "HKLM\\SYSTEM\\CURRENTCONTROLSET" + text.substring(set.length() + 3);
    }
    return text;
  }

  private static boolean mayBeUser(String left, String right) {
    String one = userPart(left);
    return !one.isEmpty() && one.equals(userPart(right)) && (isCurrent(left) || isCurrent(right));
  }

  private static boolean isCurrent(String plain) {
    return plain.startsWith("HKCU\\");
  }

  /// What stands below the hive of a user; empty for other hives.
  private static String userPart(String plain) {
    if (isCurrent(plain)) {
      return plain.substring("HKCU".length());
    }
    int slash = plain.startsWith("HKU\\") ? plain.indexOf('\\', "HKU\\".length()) : -1;
    if (slash < 0) {
      return "";
    }
    String user = plain.substring("HKU\\".length(), slash);
    String rest = plain.substring(slash);
    return user.endsWith("_CLASSES") ? "\\SOFTWARE\\CLASSES" + rest : rest;
  }

  private static boolean mayBeClasses(String root, String other) {
    if (!root.startsWith("HKCR\\")) {
      return false;
    }
    String rest = root.substring("HKCR".length());
    String classes = "\\SOFTWARE\\CLASSES" + rest;
    return other.equals("HKLM" + classes) || userPart(other).equals(classes);
  }
}
