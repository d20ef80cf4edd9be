// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.event.EventClass;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Capabilities.Entry;
import dev.shirube.wire.Capabilities.Quality;
import java.util.List;

/// What was seen of files on this host so far.
///
/// @param watching whether any file system is looked at
/// @param changed whether a change of a file was seen
/// @param opens whether opens are looked at, and
/// @param counted whether one was seen
/// @param devices whether a block device was seen to be opened
/// @param programs whether programs are hashed, and
/// @param hashed whether one was
/// @param texts whether texts of scripts are told, and
/// @param scripts whether a script was seen
/// @param unwatched kinds of file systems that are not looked at
record FilesSight(
    boolean watching,
    boolean changed,
    boolean opens,
    boolean counted,
    boolean devices,
    boolean programs,
    boolean hashed,
    boolean texts,
    boolean scripts,
    List<String> unwatched) {
  private static final String UNSEEN = "not-seen-yet";
  private static final String OFF = "switched-off";

  Capabilities capabilities() {
    String missing = String.join(" ", unwatched.stream().distinct().sorted().toList());
    String but = missing.isEmpty() ? "" : "not-watched " + missing;
    Quality whole = missing.isEmpty() ? Quality.PROVEN : Quality.PARTLY;
    return new Capabilities(
        List.of(
            entry(new Entry(EventClass.FILE_ACTIVITY, 0, whole, but), true, changed),
            entry(
                new Entry(EventClass.FILE_ACTIVITY, OpenEvents.COUNT, Quality.PARTLY, "at-least"),
                opens,
                counted),
            entry(
                new Entry(EventClass.KERNEL_ACTIVITY, OpenEvents.DEVICE, Quality.PROVEN, ""),
                opens,
                devices),
            entry(
                new Entry(EventClass.PROCESS_ACTIVITY, ProgramEvent.SHA256, Quality.PROVEN, ""),
                programs,
                hashed),
            entry(
                new Entry(
                    EventClass.SCRIPT_ACTIVITY, Scripts.TEXT, Quality.PARTLY, "named-scripts"),
                programs && texts,
                scripts)));
  }

  /// @param best what is said once it was seen
  private Entry entry(Entry best, boolean wanted, boolean seen) {
    if (!watching || !wanted) {
      String why = wanted ? "" : OFF;
      return new Entry(best.eventClass(), best.field(), Quality.MISSING, why);
    }
    return seen ? best : new Entry(best.eventClass(), best.field(), Quality.PARTLY, UNSEEN);
  }
}
