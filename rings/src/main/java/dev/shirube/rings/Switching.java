// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What is attached to the kernel and what is to be, which may change while the rings are read: in
/// a thread of its own, as the kernel takes its time to look at programs, and the rings fill
/// meanwhile. The programs of the parts that stay are not touched. May be used by many threads.
public final class Switching {
  /// A part that was attached, or taken away.
  ///
  /// @param attached whether it is attached now
  /// @param refusal why it is not, though it was asked for, in the words of the system; else empty
  public record Change(Loader.Part part, boolean attached, String refusal) {}

  private final Loader loader;
  private final boolean mayInstall;
  private final ReentrantLock changing = new ReentrantLock();
  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  private volatile Set<Loader.Part> wanted = Set.of();
  private volatile Loader.@Nullable Loaded loaded;
  private Set<Loader.Part> asked = Set.of();
  private boolean ended;

  /// @param mayInstall whether missing compilers may be installed
  public Switching(Loader loader, boolean mayInstall) {
    this.loader = loader;
    this.mayInstall = mayInstall;
  }

  /// Says what is to be attached, processes always; returns at once. Before {@link #begin} that is
  /// only noted.
  public void want(Set<Loader.Part> parts) {
    EnumSet<Loader.Part> all = EnumSet.of(Loader.Part.PROCESSES);
    all.addAll(parts);
    wanted = all;
    if (loaded != null) {
      Thread.ofPlatform().name("shirube-switching").daemon().start(this::settle);
    }
  }

  /// Attaches what is wanted, and takes over what an agent that was killed left.
  ///
  /// @throws LoaderException when not even processes can be looked at
  public Loader.Loaded begin() throws IOException {
    changing.lock();
    try {
      asked = wanted;
      Loader.Loaded first = loader.load(asked, mayInstall);
      loaded = first;
      return first;
    } finally {
      changing.unlock();
    }
  }

  /// What is in the kernel; null before {@link #begin}.
  public Loader.@Nullable Loaded now() {
    return loaded;
  }

  /// A change since the beginning that was not taken before; null if there is none.
  public @Nullable Change takeChange() {
    return changes.poll();
  }

  private void settle() {
    changing.lock();
    try {
      Loader.Loaded before = loaded;
      Set<Loader.Part> goal = wanted;
      if (ended || before == null || goal.equals(asked)) {
        return;
      }
      asked = goal;
      try {
        Loader.Loaded after = loader.load(goal, false);
        loaded = after;
        note(before, after);
      } catch (IOException e) {
        for (Loader.Part part : goal) {
          if (!before.parts().contains(part)) {
            changes.add(new Change(part, false, String.valueOf(e.getMessage())));
          }
        }
      }
    } finally {
      changing.unlock();
    }
  }

  private void note(Loader.Loaded before, Loader.Loaded after) {
    for (Loader.Part part : Loader.Part.values()) {
      boolean is = after.parts().contains(part);
      String refusal = after.refused().getOrDefault(part, "");
      if (is != before.parts().contains(part) || !refusal.isEmpty()) {
        changes.add(new Change(part, is, refusal));
      }
    }
  }

  /// Looks whether every pin is where it was, and attaches anew what lost one.
  ///
  /// @return the part that had lost one; null when all is well, or just being changed
  public Loader.@Nullable Part heal() throws IOException {
    if (!changing.tryLock()) {
      return null;
    }
    try {
      Loader.Loaded there = loaded;
      if (ended || there == null) {
        return null;
      }
      for (Loader.Part part : there.parts()) {
        if (!loader.isComplete(there.pins(), part)) {
          loaded = loader.load(there.parts(), false);
          return part;
        }
      }
      return null;
    } finally {
      changing.unlock();
    }
  }

  /// Ends: nothing changes any more.
  ///
  /// @param unload whether everything is taken out of the kernel
  public void end(boolean unload) throws IOException {
    changing.lock();
    try {
      ended = true;
      if (unload) {
        loader.unload();
      }
    } finally {
      changing.unlock();
    }
  }
}
