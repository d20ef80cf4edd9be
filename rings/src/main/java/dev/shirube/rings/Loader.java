// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings the programs into the kernel: finds or makes them, has a program of its own load, attach
/// and pin them, and takes over what an agent that was killed left pinned.
public final class Loader {
  /// What can be looked at, each by an object of its own.
  public enum Part {
    /// Programs that start and end. Without it there is nothing.
    PROCESSES("processes", 4),
    /// Connections, their bytes, and DNS.
    SOCKETS("sockets", 10),
    /// Rare calls of the kernel. Makes every call a little dearer.
    CALLS("calls", 1);

    private final String word;
    private final int programs;

    Part(String word, int programs) {
      this.word = word;
      this.programs = programs;
    }

    /// The name of its object and of its folder of pins.
    public String word() {
      return word;
    }
  }

  /// Where things lie.
  ///
  /// @param cache where what was compiled is kept
  /// @param bpffs where the file system of pins is mounted, or is to be
  /// @param name what the folder of pins begins with: another one for a second agent
  /// @param ready where a package has them compiled already, if this agent is of one
  public record Places(Path cache, Path bpffs, String name, @Nullable Path ready) {
    /// Places of an agent that compiles for itself.
    public Places(Path cache, Path bpffs, String name) {
      this(cache, bpffs, name, null);
    }

    /// Where an agent has its pins.
    public static Places of(Path cache) {
      return new Places(cache, Path.of("/sys/fs/bpf"), "shirube");
    }

    /// The same with what a package has ready.
    public Places with(@Nullable Path compiled) {
      return new Places(cache, bpffs, name, compiled);
    }
  }

  /// What is in the kernel now.
  ///
  /// @param pins the folder that {@link KernelRings} takes over
  /// @param parts what is attached
  /// @param refused what is not, though it was asked for, and why: the words of the system
  /// @param adopted whether it was there before, with its records
  public record Loaded(Path pins, Set<Part> parts, Map<Part, String> refused, boolean adopted) {}

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MOUNTED = "shirube-mounted";
  private static final String COMPLETE = "complete";

  private final Places places;
  private final List<String> calls;

  /// @param calls which calls to tell of, for the loader: NUMBER=BITS
  public Loader(Places places, List<String> calls) {
    this.places = places;
    this.calls = List.copyOf(calls);
  }

  /// Sees to it that what is wanted is in the kernel, and nothing else of ours.
  ///
  /// @param mayInstall whether missing compilers may be installed
  /// @throws LoaderException when not even processes can be looked at
  public Loaded load(Set<Part> wanted, boolean mayInstall) throws IOException {
    Programs programs = new Programs(places.cache(), places.ready());
    Path pins = places.bpffs().resolve(places.name() + "-" + programs.key());
    Map<Part, String> refused = new EnumMap<>(Part.class);
    Set<Part> there = EnumSet.noneOf(Part.class);
    boolean adopted = isComplete(pins, Part.PROCESSES);
    for (Part part : Part.values()) {
      if (!wanted.contains(part)) {
        detach(pins, part);
      } else if (isComplete(pins, part)) {
        there.add(part);
      } else {
        detach(pins, part);
        Tool.Ended ended = start(programs.folder(mayInstall), pins, part);
        if (ended.code() == 0) {
          there.add(part);
        } else {
          refused.put(part, ended.lastLine());
        }
      }
    }
    if (!there.contains(Part.PROCESSES)) {
      String why = refused.getOrDefault(Part.PROCESSES, "");
      unload();
      throw LoaderException.of(Programs.LOADER, null, "rings.load", why);
    }
    removeOthers(pins);
    return new Loaded(pins, there, refused, adopted);
  }

  /// Compiles what is loaded into a folder, for a package: it then needs no compiler where it runs.
  ///
  /// @param into gets a folder named by the hash of the sources
  /// @return that folder
  public static Path prepare(Path into) throws IOException {
    return new Programs(into, null).folder(false);
  }

  /// Whether all that a part attaches is pinned.
  public boolean isComplete(Path pins, Part part) throws IOException {
    return Files.exists(links(pins, part).resolve(COMPLETE))
        && programs(pins, part).size() == part.programs;
  }

  /// The names of the programs of a part that are pinned.
  public List<String> programs(Path pins, Part part) throws IOException {
    List<String> names = new ArrayList<>();
    if (Files.exists(links(pins, part))) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(links(pins, part))) {
        for (Path pin : found) {
          if (!pin.endsWith(COMPLETE)) {
            names.add(pin.getFileName().toString());
          }
        }
      }
    }
    names.sort(null);
    return names;
  }

  private static Path links(Path pins, Part part) {
    return pins.resolve("links").resolve(part.word());
  }

  private static void detach(Path pins, Part part) throws IOException {
    // The mark goes first: half a part is none.
    Files.deleteIfExists(links(pins, part).resolve(COMPLETE));
    Programs.remove(links(pins, part));
  }

  private Tool.Ended start(Path folder, Path pins, Part part) throws IOException {
    String group = Mounts.cgroups();
    if (part == Part.SOCKETS && group.isEmpty()) {
      return new Tool.Ended(1, "cgroup2");
    }
    List<String> command = new ArrayList<>();
    command.add(folder.resolve(Programs.LOADER).toString());
    command.add(folder.resolve(part.word() + ".bpf.o").toString());
    command.add(places.bpffs().toString());
    command.add(pins.toString());
    command.add(part.word());
    command.add(group.isEmpty() ? "-" : group);
    if (part == Part.CALLS) {
      command.addAll(calls);
    }
    return Tool.run(PATIENCE, command);
  }

  /// Pins of another release stay attached until those of this one are, and then go.
  private void removeOthers(Path own) throws IOException {
    for (Path pins : all()) {
      if (!pins.equals(own)) {
        Programs.remove(pins);
      }
    }
  }

  private List<Path> all() throws IOException {
    List<Path> all = new ArrayList<>();
    if (Files.isDirectory(places.bpffs())) {
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(places.bpffs(), places.name() + "-*")) {
        found.forEach(all::add);
      }
    }
    all.removeIf(path -> path.endsWith(MOUNTED));
    return all;
  }

  /// Takes everything of ours out of the kernel, and the mount, if it was made for us.
  public void unload() throws IOException {
    for (Path pins : all()) {
      Programs.remove(pins);
    }
    Path marker = places.bpffs().resolve(MOUNTED);
    if (Files.exists(marker)) {
      boolean others;
      try (DirectoryStream<Path> left = Files.newDirectoryStream(places.bpffs(), "shirube*-*")) {
        others = false;
        for (Path path : left) {
          others |= !path.endsWith(MOUNTED);
        }
      }
      if (!others) {
        Files.delete(marker);
        new LinuxCalls().unmount(places.bpffs());
      }
    }
  }
}
