// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Event;
import dev.shirube.event.TenantId;
import dev.shirube.segments.BatchSegment;
import dev.shirube.segments.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Some rows of a tenant that can be looked at: a part's file, opened when first needed, or events
/// still open in memory. Whoever looks holds it; its file is let go of, and may be deleted, when
/// nobody holds it any more.
final class Part {
  private static final int PATIENCE = 3;

  private final PartFacts facts;
  private final Opener opener;
  private final boolean sorted;
  private final Consumer<Part> whenFree;
  private int holders = 1;
  private int failures;
  private @Nullable Segment segment;
  private @Nullable String damage;

  /// Opens a part's rows.
  @FunctionalInterface
  interface Opener {
    Segment open() throws IOException;
  }

  private Part(PartFacts facts, boolean sorted, Opener opener, Consumer<Part> whenFree) {
    this.facts = facts;
    this.sorted = sorted;
    this.opener = opener;
    this.whenFree = whenFree;
  }

  /// A part in a file.
  static Part inFile(
      PartFacts facts,
      TenantId tenant,
      Folder folder,
      SegmentFormat format,
      Consumer<Part> whenFree) {
    Opener opener = () -> format.open(tenant, folder.disk(), folder.file(facts.file()));
    return new Part(facts, true, opener, whenFree);
  }

  /// Open events, of which more may come while somebody looks.
  static Part inMemory(BatchSegment events) {
    PartFacts facts =
        new PartFacts(
            -1,
            events.rows(),
            events.sizeBytes(),
            events.firstNanos(),
            events.lastNanos(),
            0,
            0,
            "");
    return new Part(facts, false, () -> events, part -> {});
  }

  /// When an event was received; when it happened, if it does not tell.
  static long received(Event event) {
    return event.received() == 0 ? event.time() : event.received();
  }

  PartFacts facts() {
    return facts;
  }

  /// Whether its rows stand in the order of time and id.
  boolean sorted() {
    return sorted;
  }

  /// Its rows. Only who holds it may ask.
  ///
  /// @throws StoreException if the file is damaged; it is not tried again then
  /// @throws IOException if the disk did not give it this time
  synchronized Segment open() throws IOException {
    Segment open = segment;
    if (open != null) {
      return open;
    }
    if (damage != null) {
      throw StoreException.of("store.part.damaged", Path.of(facts.file()), damage);
    }
    try {
      open = opener.open();
      if (sorted && open.rows() != facts.rows()) {
        open.close();
        throw StoreException.of(
            "store.part.rows", Path.of(facts.file()), facts.rows(), open.rows());
      }
      segment = open;
      return open;
    } catch (StoreException e) {
      damaged(e.isNewer() ? null : e.what());
      throw e;
    } catch (IOException e) {
      failures++;
      damaged(failures >= PATIENCE ? String.valueOf(e.getMessage()) : null);
      throw e;
    }
  }

  /// Remembers that the file is damaged, so that it is moved aside at the next occasion.
  synchronized void damaged(@Nullable String why) {
    if (damage == null) {
      damage = why;
    }
  }

  /// Forgets what was wrong, since the file turned out to be as it was written.
  synchronized void healed() {
    damage = null;
    failures = 0;
  }

  /// What is wrong with the file; null if nothing is known to be.
  synchronized @Nullable String damage() {
    return damage;
  }

  /// Whether a segment is this part's.
  @SuppressWarnings("ReferenceEquality")
  synchronized boolean isOpenAs(Segment other) {
    return segment == other;
  }

  synchronized void hold() {
    if (holders <= 0) {
      throw new IllegalStateException("nobody holds this part any more");
    }
    holders++;
  }

  void release() {
    Segment close = null;
    synchronized (this) {
      holders--;
      if (holders > 0) {
        return;
      }
      close = segment;
      segment = null;
    }
    try {
      if (close != null) {
        close.close();
      }
    } catch (IOException e) {
      // What was only read loses nothing by a fault in closing.
      damaged(null);
    }
    whenFree.accept(this);
  }
}
