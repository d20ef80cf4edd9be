// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether two spellings of a Windows path mean the same file. The spellings are kept as their
/// sources wrote them; this only compares.
///
/// What counts as one spelling: letters in any case; forward slashes; doubled and closing slashes;
/// `.` and `..`; the prefixes `\\?\`, `\\.\`, `\??\`; `\\?\UNC\` and `\Device\Mup\` for a server.
/// What may be the same: a drive letter and `\Device\HarddiskVolumeN`, `\\?\Volume{…}`,
/// `%SystemDrive%`, `%OSDRIVE%`; `%SystemRoot%`, `%windir%`, `\SystemRoot` and a folder Windows of
/// any drive; a short name such as PROGRA~1 and a long name that could have it.
public final class WindowsPath {
  private static final String UNKNOWN_DRIVE = "?";
  private static final String MUP = "\\DEVICE\\MUP";
  private static final String VOLUME = "\\Device\\HarddiskVolume";
  private static final Set<String> SYSTEM_FOLDERS =
      Set.of("WINDOWS", "USERS", "PROGRAM FILES", "PROGRAM FILES (X86)", "PROGRAMDATA");
  private static final String[][] VARIABLES = {
    {"%SYSTEMROOT%", "WINDOWS"},
    {"%WINDIR%", "WINDOWS"},
    {"\\SYSTEMROOT", "WINDOWS"},
    {"%SYSTEM32%", "WINDOWS\\SYSTEM32"},
    {"%SYSTEMDRIVE%", ""},
    {"%HOMEDRIVE%", ""},
    {"%OSDRIVE%", ""},
    {"%PROGRAMFILES%", "PROGRAM FILES"},
    {"%PROGRAMFILES(X86)%", "PROGRAM FILES (X86)"},
    {"%COMMONPROGRAMFILES%", "PROGRAM FILES\\COMMON FILES"},
    {"%PROGRAMDATA%", "PROGRAMDATA"},
    {"%ALLUSERSPROFILE%", "PROGRAMDATA"},
    {"%PUBLIC%", "USERS\\PUBLIC"},
  };

  private final String root;
  private final List<String> names;

  private WindowsPath(String root, List<String> names) {
    this.root = root;
    this.names = names;
  }

  /// How far two spellings agree.
  public enum Sameness {
    DIFFERENT,
    /// Nothing speaks against it, but the spellings alone do not prove it.
    MAYBE,
    SAME;

    Sameness and(Sameness other) {
      return compareTo(other) < 0 ? this : other;
    }
  }

  /// How far two spellings mean the same file.
  public static Sameness compare(String one, String two) {
    WindowsPath left = read(one);
    WindowsPath right = read(two);
    if (left.names.size() != right.names.size()) {
      return Sameness.DIFFERENT;
    }
    Sameness sameness = roots(left.root, right.root);
    for (int index = 0; index < left.names.size() && sameness != Sameness.DIFFERENT; index++) {
      sameness = sameness.and(names(left.names.get(index), right.names.get(index)));
    }
    return sameness;
  }

  /// The one spelling that all spellings of a path that are surely the same share: upper case,
  /// backslashes, no prefix. A volume or variable stays what it is.
  public static String plain(String path) {
    WindowsPath read = read(path);
    String rest = String.join("\\", read.names);
    return read.root.isEmpty() ? rest : rest.isEmpty() ? read.root : read.root + "\\" + rest;
  }

  /// A path that names a volume of the kernel, by the letter that rules and people use: null if it
  /// names none, or if its letter cannot be told from the path alone. It can for folders that stand
  /// at the root of the system drive and nowhere else, as Windows calls the drive it runs from C,
  /// and for `\Device\Mup`, which is a server. Letters keep their case.
  public static @Nullable String withDrive(String path) {
    if (begins(path.toUpperCase(Locale.ROOT), MUP)) {
      return "\\" + path.substring(MUP.length());
    }
    int digits = VOLUME.length();
    if (!path.regionMatches(true, 0, VOLUME, 0, digits)) {
      return null;
    }
    int slash = digits;
    while (slash < path.length() && path.charAt(slash) >= '0' && path.charAt(slash) <= '9') {
      slash++;
    }
    int end = path.indexOf('\\', slash + 1);
    boolean below = slash > digits && end > slash && path.charAt(slash) == '\\';
    String folder = below ? path.substring(slash + 1, end).toUpperCase(Locale.ROOT) : "";
    return SYSTEM_FOLDERS.contains(folder) ? "C:" + path.substring(slash) : null;
  }

  private static WindowsPath read(String path) {
    String text = path.strip().replace('/', '\\').toUpperCase(Locale.ROOT);
    text = withoutPrefix(text);
    for (String[] variable : VARIABLES) {
      if (begins(text, variable[0])) {
        String rest = text.substring(variable[0].length());
        return new WindowsPath(UNKNOWN_DRIVE, split(variable[1] + rest));
      }
    }
    if (begins(text, "\\DEVICE\\MUP")) {
      return server(text.substring("\\DEVICE\\MUP\\".length()));
    }
    if (text.startsWith("\\\\")) {
      return server(text.substring(2));
    }
    return local(text);
  }

  private static String withoutPrefix(String text) {
    String rest = text;
    for (String prefix : new String[] {"\\\\?\\", "\\\\.\\", "\\??\\", "\\DOSDEVICES\\"}) {
      if (rest.startsWith(prefix)) {
        rest = rest.substring(prefix.length());
        if (begins(rest, "GLOBALROOT")) {
          rest = rest.substring("GLOBALROOT".length());
        }
        return begins(rest, "UNC") ? "\\" + rest.substring("UNC".length()) : rest;
      }
    }
    return rest;
  }

  private static WindowsPath server(String text) {
    int slash = text.indexOf('\\');
    String host = slash < 0 ? text : text.substring(0, slash);
    return new WindowsPath("\\\\" + host, split(slash < 0 ? "" : text.substring(slash)));
  }

  private static WindowsPath local(String text) {
    if (text.length() >= 2 && text.charAt(1) == ':') {
      return new WindowsPath(text.substring(0, 2), split(text.substring(2)));
    }
    for (String volume : new String[] {"\\DEVICE\\HARDDISKVOLUME", "VOLUME{", "\\DEVICE\\"}) {
      if (text.startsWith(volume)) {
        int end = text.indexOf('\\', volume.length());
        String root = end < 0 ? text : text.substring(0, end);
        return new WindowsPath(root, split(end < 0 ? "" : text.substring(end)));
      }
    }
    return new WindowsPath("", split(text));
  }

  /// Whether a text begins with a whole name or variable.
  private static boolean begins(String text, String start) {
    boolean open = start.endsWith("%");
    return text.startsWith(start)
        && (open || text.length() == start.length() || text.charAt(start.length()) == '\\');
  }

  private static List<String> split(String text) {
    List<String> names = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int slash = text.indexOf('\\', from);
      int end = slash < 0 ? text.length() : slash;
      add(names, text.substring(from, end));
      from = end + 1;
    }
    return names;
  }

  private static void add(List<String> names, String name) {
    switch (name) {
      case "", "." -> {}
      case ".." -> {
        if (!names.isEmpty()) {
          names.removeLast();
        }
      }
      default -> names.add(withoutTail(name));
    }
  }

  /// Windows drops dots and spaces at the end of a name.
  private static String withoutTail(String name) {
    int end = name.length();
    while (end > 1 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
      end--;
    }
    return name.substring(0, end);
  }

  private static Sameness roots(String left, String right) {
    if (left.equals(right)) {
      // Two variables may still lie on two drives, but no host has more than one of each.
      return Sameness.SAME;
    }
    boolean named = left.startsWith("\\\\") || right.startsWith("\\\\");
    boolean relative = left.isEmpty() || right.isEmpty();
    boolean letters = isLetter(left) && isLetter(right);
    boolean volumes = left.startsWith("\\DEVICE\\") && right.startsWith("\\DEVICE\\");
    return named || relative || letters || volumes ? Sameness.DIFFERENT : Sameness.MAYBE;
  }

  private static boolean isLetter(String root) {
    return root.length() == 2 && root.charAt(1) == ':';
  }

  private static Sameness names(String left, String right) {
    if (left.equals(right)) {
      return Sameness.SAME;
    }
    boolean may = couldBeShort(left, right) || couldBeShort(right, left);
    return may ? Sameness.MAYBE : Sameness.DIFFERENT;
  }

  /// Whether the first is a short name that Windows could have made of the second.
  private static boolean couldBeShort(String name, String other) {
    int tilde = name.lastIndexOf('~');
    int dot = name.lastIndexOf('.');
    int end = dot < 0 ? name.length() : dot;
    if (tilde < 1 || end - tilde < 2 || end - tilde > 5 || end > 8) {
      return false;
    }
    for (int index = tilde + 1; index < end; index++) {
      if (name.charAt(index) < '0' || name.charAt(index) > '9') {
        return false;
      }
    }
    int otherDot = other.lastIndexOf('.');
    String stem = packed(otherDot <= 0 ? other : other.substring(0, otherDot));
    String ext = otherDot <= 0 ? "" : packed(other.substring(otherDot + 1));
    String shortExt = dot < 0 ? "" : name.substring(dot + 1);
    // From the fifth alike name on, Windows keeps two letters and puts digits of a hash after them.
    int sure = Math.min(tilde, 2);
    return stem.startsWith(name.substring(0, sure))
        && shortExt.equals(ext.length() > 3 ? ext.substring(0, 3) : ext);
  }

  private static String packed(String name) {
    return name.replace(" ", "").replace(".", "");
  }
}
