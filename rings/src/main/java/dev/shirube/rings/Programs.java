// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes the programs of the kernel and their loader out of their sources, once for each state of
/// the sources: what was made lies in a folder named by the hash of them, with the hashes of all
/// that is in it.
final class Programs {
  static final String LOADER = "shirube-loader";
  static final List<String> OBJECTS = List.of("processes", "sockets", "calls");

  private static final List<String> SOURCES =
      List.of(
          "layout.h", "shared.h", "processes.bpf.c", "sockets.bpf.c", "calls.bpf.c", "loader.c");
  private static final String SUMS = "sums";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration PATIENCE_FOR_NETWORK = Duration.ofMinutes(10);
  private static final Path KERNEL_TYPES = Path.of("/sys/kernel/btf/vmlinux");
  private static final List<String> PACKAGES =
      List.of("clang", "libbpf-dev", "libelf-dev", "zlib1g-dev", "libc6-dev", "bpftool");

  private final Path cache;
  private final @Nullable Path ready;
  private final String key;

  /// @param cache where what was made is kept; nobody but the agent may write there
  /// @param ready where a package brought what it had made, if it did
  Programs(Path cache, @Nullable Path ready) throws IOException {
    this.cache = cache;
    this.ready = ready;
    MessageDigest digest = sha256();
    for (String source : SOURCES) {
      digest.update(source(source));
    }
    digest.update(arch().getBytes(StandardCharsets.US_ASCII));
    key = HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  /// The name of this state of the sources.
  String key() {
    return key;
  }

  /// The folder with the loader and the objects; made if it is not there or was changed.
  ///
  /// @param mayInstall whether missing compilers may be installed
  Path folder(boolean mayInstall) throws IOException {
    Path brought = ready == null ? null : ready.resolve(key);
    if (brought != null && isWhole(brought)) {
      return brought;
    }
    Path folder = cache.resolve(key);
    if (!isWhole(folder)) {
      make(folder, mayInstall);
    }
    return folder;
  }

  private static boolean isWhole(Path folder) throws IOException {
    Path sums = folder.resolve(SUMS);
    return Files.exists(sums) && Files.readString(sums).equals(sums(folder));
  }

  private static String sums(Path folder) throws IOException {
    StringBuilder lines = new StringBuilder();
    List<String> files = new ArrayList<>(List.of(LOADER));
    OBJECTS.forEach(object -> files.add(object + ".bpf.o"));
    for (String file : files) {
      Path made = folder.resolve(file);
      byte[] hash = Files.exists(made) ? sha256().digest(Files.readAllBytes(made)) : new byte[0];
      lines.append(HexFormat.of().formatHex(hash)).append("  ").append(file).append('\n');
    }
    return lines.toString();
  }

  private void make(Path folder, boolean mayInstall) throws IOException {
    if (!Files.exists(KERNEL_TYPES)) {
      throw LoaderException.of(KERNEL_TYPES.toString(), null, "rings.types.missing");
    }
    Tools tools = tools(mayInstall);
    Path work = cache.resolve(key + ".new");
    remove(work);
    Files.createDirectories(work);
    for (String source : SOURCES) {
      Files.write(work.resolve(source), source(source));
    }
    List<String> dump =
        List.of(tools.bpftool + "", "btf", "dump", "file", KERNEL_TYPES + "", "format", "c");
    Files.writeString(work.resolve("vmlinux.h"), done(Tool.run(PATIENCE, dump, false), "bpftool"));
    for (String object : OBJECTS) {
      program(tools.clang.toString(), work, object);
    }
    String loader = work.resolve(LOADER).toString();
    String source = work.resolve("loader.c").toString();
    String clang = tools.clang.toString();
    loader(clang, loader, source);
    Files.delete(work.resolve("vmlinux.h"));
    Files.writeString(work.resolve(SUMS), sums(work));
    remove(folder);
    try {
      Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      remove(work);
    }
  }

  private static void program(String clang, Path work, String object) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(clang, "-g", "-O2", "-target", "bpf", "-D__TARGET_ARCH_" + arch()));
    // The same bytes wherever it is compiled.
    command.addAll(List.of("-ffile-prefix-map=" + work + "=.", "-ffile-compilation-dir=."));
    command.addAll(List.of("-I" + work, "-c", work.resolve(object + ".bpf.c").toString()));
    command.addAll(List.of("-o", work.resolve(object + ".bpf.o").toString()));
    compile(command);
  }

  /// With libbpf inside if this host has it so: then it runs where there is another libbpf, or
  /// none.
  private static void loader(String clang, String loader, String source) throws IOException {
    List<String> command = new ArrayList<>(List.of(clang, "-O2", "-o", loader, source));
    List<String> inside = new ArrayList<>(command);
    inside.addAll(List.of("-Wl,-Bstatic", "-lbpf", "-Wl,-Bdynamic", "-lelf", "-lz"));
    if (Tool.run(PATIENCE, inside).code() != 0) {
      command.addAll(List.of("-lbpf", "-lelf", "-lz"));
      compile(command);
    }
  }

  private static void compile(List<String> command) throws IOException {
    String _ = done(Tool.run(PATIENCE, command), "clang");
  }

  private static String done(Tool.Ended ended, String tool) throws LoaderException {
    if (ended.code() != 0) {
      throw LoaderException.of(tool, null, "rings.compile", tool, ended.lastLine());
    }
    return ended.output();
  }

  private record Tools(Path clang, Path bpftool) {}

  private static Tools tools(boolean mayInstall) throws IOException {
    Tools found = installed();
    if (found == null && mayInstall) {
      install();
      found = installed();
    }
    if (found == null) {
      throw LoaderException.of("clang", null, "rings.tools.missing", String.join(" ", PACKAGES));
    }
    return found;
  }

  private static @Nullable Tools installed() {
    Path clang = Tool.find("clang", "clang-19", "clang-18", "clang-16", "clang-15", "clang-14");
    Path bpftool = Tool.find("bpftool");
    boolean headers = Files.exists(Path.of("/usr/include/bpf/bpf_helpers.h"));
    return clang == null || bpftool == null || !headers ? null : new Tools(clang, bpftool);
  }

  private static void install() throws IOException {
    Path apt = Tool.find("apt-get");
    if (apt == null) {
      return;
    }
    List<String> command =
        new ArrayList<>(List.of(apt + "", "install", "-y", "--no-install-recommends"));
    command.addAll(PACKAGES);
    Tool.Ended ended = Tool.run(PATIENCE_FOR_NETWORK, command);
    if (ended.code() != 0) {
      Tool.Ended _ = Tool.run(PATIENCE_FOR_NETWORK, List.of(apt + "", "update"));
      ended = Tool.run(PATIENCE_FOR_NETWORK, command);
    }
    if (ended.code() != 0) {
      throw LoaderException.of(
          "apt-get", null, "rings.tools.refused", String.join(" ", PACKAGES), ended.lastLine());
    }
  }

  /// The word that sources know the architecture by.
  private static String arch() {
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return arch.equals("aarch64") ? "arm64" : "x86";
  }

  private static byte[] source(String name) throws IOException {
    try (InputStream in = Programs.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing from the program");
      }
      return in.readAllBytes();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /// Removes a folder with all that is in it, if it is there.
  static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = new ArrayList<>(walk.toList());
    }
    for (Path path : all.reversed()) {
      Files.deleteIfExists(path);
    }
  }
}
