// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.match.Fold;
import dev.shirube.match.KeyedHash;
import java.util.Arrays;

/// Says which worker an event goes to: by its host, case aside; by its input, or else its source,
/// if it names none. By a secret key, so that whoever chooses the names of hosts cannot give one
/// worker everything to do. For one thread.
final class HostRoute {
  private static final Field HOST = FieldCatalogue.require("device.hostname");

  private final int workers;
  private final KeyedHash hash = KeyedHash.random();
  private final Event cursor = new Event();
  private byte[] lastHost = new byte[64];
  private int lastLength = -1;
  private int last;

  HostRoute(int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("no work without workers");
    }
    this.workers = workers;
  }

  int workerOf(EventBatch batch, int index) {
    if (workers == 1) {
      return 0;
    }
    cursor.on(batch, index);
    int entry = cursor.find(HOST);
    if (entry < 0) {
      return number(cursor.input().isEmpty() ? cursor.source() : cursor.input());
    }
    int from = cursor.offset(entry);
    int length = cursor.length(entry);
    byte[] bytes = batch.buffer();
    // Mostly the host of the event before.
    if (length == lastLength
        && Arrays.equals(bytes, from, from + length, lastHost, 0, lastLength)) {
      return last;
    }
    last = number(Fold.fold(cursor.text(entry)));
    if (length <= lastHost.length) {
      System.arraycopy(bytes, from, lastHost, 0, length);
      lastLength = length;
    } else {
      lastLength = -1;
    }
    return last;
  }

  private int number(String name) {
    return (int) Math.floorMod(hash.begin().add(name).end().first(), (long) workers);
  }
}
