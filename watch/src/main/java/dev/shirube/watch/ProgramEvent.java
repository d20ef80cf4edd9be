// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.proc.Actor;
import dev.shirube.proc.ProgramHashes;
import dev.shirube.rings.FileFacts;
import dev.shirube.sensor.SensorEvent;

/// The event that tells the hashes of a program when it is started for the first time since it
/// changed: the start itself was told before they were known. It has the key of the process, so
/// that who asks for a hash finds the process; of the start's facts it repeats none, so that rules
/// for starts do not see the same start twice.
final class ProgramEvent {
  private static final int TYPE = SensorEvent.field("type_name");
  private static final int KEY = SensorEvent.field("process.uid");
  private static final int PID = SensorEvent.field("process.pid");
  private static final int PATH = SensorEvent.field("process.file.path");
  private static final int FILE_ID = SensorEvent.field("process.file.uid");
  private static final int FUZZY = SensorEvent.field("process.file.hashes.ssdeep");
  static final int SHA256 = SensorEvent.field("process.file.hashes.sha256");

  private ProgramEvent() {}

  static void write(
      SensorEvent event, byte[] path, FileFacts facts, ProgramHashes.Hashes hashes, Actor actor) {
    event.put(TYPE, "program-hashed").put(PID, actor.pid());
    if (actor.key() != null) {
      event.put(KEY, actor.key());
    }
    event.put(PATH, path, 0, path.length).put(FILE_ID, fileId(facts));
    event.put(FUZZY, hashes.fuzzy());
    hashes.put(event);
  }

  private static String fileId(FileFacts facts) {
    return (facts.device() >>> 32) + ":" + (facts.device() & 0xffff_ffffL) + ":" + facts.inode();
  }
}
