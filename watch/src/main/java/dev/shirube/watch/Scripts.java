// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.event.EventClass;
import dev.shirube.proc.Actors;
import dev.shirube.proc.Outbox;
import dev.shirube.proc.PathBytes;
import dev.shirube.proc.ProgramHashes;
import dev.shirube.rings.FileCalls;
import dev.shirube.rings.FileFacts;
import dev.shirube.sensor.SensorEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Tells the text of scripts that are run: of those that the kernel starts as programs (`#!`), and
/// of those that an interpreter is given as an argument. The same text is told once an hour; each
/// run is told. What stands in the command line (`sh -c`) stands there, and what an interpreter
/// reads from a pipe nobody sees. For one thread.
final class Scripts {
  static final int TEXT = SensorEvent.field("script.script_content");

  private static final int PATH = SensorEvent.field("script.path");
  private static final int SHA256 = SensorEvent.field("file.hashes.sha256");
  private static final int SIZE = SensorEvent.field("file.size");
  private static final int EXECUTED = 1;

  /// Longest text that is told, in bytes; longer ones are cut.
  static final int MOST = 1 << 16;

  private static final byte[] NOTHING = {};
  private static final int LONGEST_HASHED = 1 << 20;
  private static final int REMEMBERED = 1024;
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "zsh", "ksh", "mksh", "fish");
  // Only such as take the script's name as their first argument: what awk is given are its data.
  // Busybox is other programs too.
  private static final Set<String> OTHERS =
      Set.of(
          "python",
          "perl",
          "ruby",
          "node",
          "nodejs",
          "php",
          "lua",
          "luajit",
          "tclsh",
          "expect",
          "pwsh",
          "osascript",
          "groovy",
          "Rscript");

  private final FileCalls calls;
  private final Actors actors;
  private final Outbox outbox;
  private final ProgramHashes hashes;
  private final Map<File, Boolean> matters = Collections.synchronizedMap(bounded());
  private final Map<String, Long> told = bounded();
  private final Map<String, Long> lately = bounded();
  private final byte[] piece = new byte[MOST];
  private final BooleanSupplier showing;
  private volatile boolean seen;

  private record File(long device, long inode) {
    private static File of(FileFacts facts) {
      return new File(facts.device(), facts.inode());
    }
  }

  /// @param showing whether the texts themselves may be told, or only that and which script was run
  Scripts(
      FileCalls calls,
      Actors actors,
      ProgramHashes hashes,
      Outbox outbox,
      BooleanSupplier showing) {
    this.showing = showing;
    this.calls = calls;
    this.actors = actors;
    this.hashes = hashes;
    this.outbox = outbox;
  }

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>(64, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /// Whether any was told.
  boolean isSeen() {
    return seen;
  }

  /// A script as it was when it was run.
  ///
  /// @param text its beginning; empty if it was told lately
  /// @param length of the whole in bytes
  /// @param sha256 empty if it is longer than scripts are hashed
  record Script(byte[] path, byte[] text, long length, String sha256) {}

  /// Reads an open file.
  ///
  /// @param nanos when it was run, nanoseconds since 1970 UTC
  /// @return null if it is no text
  @Nullable Script read(int fd, byte[] path, long nanos) {
    FileFacts facts = calls.facts(fd);
    if (facts == null || !facts.isOrdinary()) {
      return null;
    }
    ProgramHashes.Hashes known = hashes.known(facts);
    if (known != null && isTold(known.sha256(), nanos)) {
      return new Script(path, NOTHING, facts.size(), known.sha256());
    }
    int length = calls.readAt(fd, 0, piece, piece.length);
    if (!isText(length)) {
      return null;
    }
    byte[] text = Arrays.copyOf(piece, length);
    String sha256 = known == null ? hashed(fd, facts, length) : known.sha256();
    return new Script(path, text, facts.size(), sha256);
  }

  /// The hash of a file of which the beginning is read already; empty if it is too long, or changed
  /// meanwhile.
  private String hashed(int fd, FileFacts facts, int begun) {
    ProgramHashes.Pass pass = new ProgramHashes.Pass();
    int length = begun;
    for (long at = 0; length > 0 && at < LONGEST_HASHED; ) {
      pass.update(piece, length);
      at += length;
      length = calls.readAt(fd, at, piece, piece.length);
    }
    if (length != 0 || !facts.equals(calls.facts(fd))) {
      return "";
    }
    ProgramHashes.Hashes made = pass.done();
    hashes.keep(facts, made);
    return made.sha256();
  }

  private boolean isTold(String sha256, long nanos) {
    Long last = told.get(sha256);
    return last != null && nanos - last < HOUR_NANOS;
  }

  private boolean isText(int length) {
    int looked = Math.min(length, 4096);
    for (int index = 0; index < looked; index++) {
      if (piece[index] == 0) {
        return false;
      }
    }
    return looked > 0;
  }

  /// Whether there may be something to tell when this file is started: it is a script, or runs
  /// some. For any thread.
  boolean matters(FileFacts facts) {
    Boolean known = matters.get(File.of(facts));
    return known == null || known;
  }

  /// Learns what a file is.
  ///
  /// @param isScript whether it begins with `#!`
  void learn(FileFacts facts, byte[] path, boolean isScript) {
    matters.put(File.of(facts), isScript || isInterpreter(path));
  }

  /// Whether a program is one that runs scripts, by its name without its version.
  static boolean isInterpreter(byte[] path) {
    String name = name(path);
    return SHELLS.contains(name) || OTHERS.contains(name);
  }

  private static String name(byte[] path) {
    int from = PathBytes.lastSlash(path) + 1;
    int to = path.length;
    while (to > from && (path[to - 1] == '.' || path[to - 1] == '-' || isDigit(path[to - 1]))) {
      to--;
    }
    return new String(path, from, to - from, StandardCharsets.UTF_8);
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  /// Tells of the script that an interpreter was given.
  ///
  /// @param nanos when it was started, nanoseconds since 1970 UTC
  void byArgument(int pid, long nanos) {
    Actors.Started started = actors.started(pid);
    // It may run something else by now.
    if (started == null || !isInterpreter(started.program())) {
      return;
    }
    String line = new String(started.commandLine(), StandardCharsets.ISO_8859_1);
    String named = named(SHELLS.contains(name(started.program())), line);
    if (!named.isEmpty()) {
      tellNamed(pid, started, named, nanos);
    }
  }

  /// The one argument that can be a script's name: the first that is no option, if no option before
  /// it has the script's text instead. All others are a script's data, which nobody asked for.
  ///
  /// @param line what an interpreter was started with
  /// @return empty if there is none
  static String named(boolean isShell, String line) {
    String texts = isShell ? "cs" : "ceEmnpr";
    for (int from = line.indexOf(' ') + 1; from > 0 && from < line.length(); ) {
      int end = line.indexOf(' ', from);
      String word = line.substring(from, end < 0 ? line.length() : end);
      if (!word.startsWith("-")) {
        return word;
      }
      boolean few = !word.startsWith("--");
      if (word.equals("-") || (few && word.chars().anyMatch(c -> texts.indexOf(c) >= 0))) {
        return "";
      }
      from = end + 1;
    }
    return "";
  }

  private void tellNamed(int pid, Actors.Started started, String word, long nanos) {
    byte[] name = word.getBytes(StandardCharsets.ISO_8859_1);
    byte[] path = name[0] == '/' ? name : joined(started.folder(), name);
    int flags = FileCalls.FOLLOWING | FileCalls.UNNOTED;
    int fd = calls.open(joined(PathBytes.of("/proc/" + pid + "/root"), path), flags);
    if (fd < 0 && started.container().length == 0) {
      // It has ended: its folders were those of the host.
      fd = calls.open(path, flags);
    }
    if (fd < 0) {
      return;
    }
    try {
      Script script = read(fd, path, nanos);
      if (script != null) {
        tell(script, pid, nanos);
      }
    } finally {
      calls.close(fd);
    }
  }

  private static byte[] joined(byte[] folder, byte[] name) {
    boolean slash = name[0] != '/' && folder.length > 0 && folder[folder.length - 1] != '/';
    int at = folder.length + (slash ? 1 : 0);
    byte[] path = Arrays.copyOf(folder, at + name.length);
    if (slash) {
      path[folder.length] = '/';
    }
    System.arraycopy(name, 0, path, at, name.length);
    return path;
  }

  /// Tells of a script that was run.
  void tell(Script script, int pid, long nanos) {
    String run = pid + " " + script.sha256() + " " + script.length();
    Long before = lately.put(run, nanos);
    if (before != null && nanos - before < 1_000_000_000L) {
      return;
    }
    seen = true;
    SensorEvent event = outbox.begin(EventClass.SCRIPT_ACTIVITY, EXECUTED, nanos);
    event.put(PATH, script.path(), 0, script.path().length).put(SIZE, script.length());
    event.put(SHA256, script.sha256());
    byte[] text = script.text();
    if (showing.getAsBoolean() && text.length > 0) {
      told.put(script.sha256(), nanos);
      if (script.length() > text.length) {
        event.putCut(TEXT, text, 0, text.length);
      } else {
        event.put(TEXT, text, 0, text.length);
      }
    }
    actors.of(pid).put(event);
  }
}
