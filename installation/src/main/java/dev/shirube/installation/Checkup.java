// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.certificates.CertificateFault;
import dev.shirube.certificates.ServerIdentity;
import dev.shirube.gateway.PortHolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks whether a machine has what recording needs: ports, room, memory, clock, rights.
public final class Checkup {
  private static final long MIB = 1 << 20;
  private static final long LEAST_FREE = 1_024 * MIB;
  private static final long GOOD_FREE = 20 * LEAST_FREE;
  private static final long LEAST_HEAP = 700 * MIB;
  private static final long LEAST_FILES = 8_192;
  private static final int OTHERS = 0077;
  private static final Instant EARLIEST = Instant.parse("2024-01-01T00:00:00Z");
  private static final Duration STEP = Duration.ofMinutes(5);
  private static final int PATIENCE_SECONDS = 3;

  private final Settings settings;
  private final DataFolder data;
  private final Instant now;
  private final List<Finding> findings = new ArrayList<>();

  /// How something is.
  public enum State {
    /// As it should be.
    GOOD,
    /// Recording works; somebody should know.
    NOTICE,
    /// Recording does not work, or not for long.
    BAD
  }

  /// One thing that was looked at.
  ///
  /// @param advice null where there is nothing to do
  public record Finding(State state, Message what, @Nullable Message advice) {}

  private Checkup(Settings settings, Instant now) {
    this.settings = settings;
    this.now = now;
    data = new DataFolder(settings.data());
  }

  /// Looks at everything.
  public static List<Finding> of(Settings settings, Instant now) throws IOException {
    Checkup checkup = new Checkup(settings, now);
    checkup.program();
    checkup.folder();
    checkup.clock();
    checkup.ports();
    checkup.tls();
    return checkup.findings;
  }

  private void good(String id, Object... facts) {
    findings.add(new Finding(State.GOOD, Message.of(id, facts), null));
  }

  private void found(State state, String id, Object... facts) {
    findings.add(new Finding(state, Message.of(id, facts), Message.of(id + ".advice", facts)));
  }

  private void program() {
    good("doctor.java", Runtime.version().toString(), System.getProperty("java.vendor", ""));
    long heap = Runtime.getRuntime().maxMemory();
    if (heap < LEAST_HEAP) {
      found(State.NOTICE, "doctor.heap.low", heap / MIB, LEAST_HEAP / MIB);
    } else if (ManagementFactory.getOperatingSystemMXBean()
        instanceof OperatingSystemMXBean machine) {
      good("doctor.heap", heap / MIB, machine.getTotalMemorySize() / MIB);
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long files = unix.getMaxFileDescriptorCount();
      if (files < LEAST_FILES) {
        found(State.NOTICE, "doctor.files.low", files, LEAST_FILES);
      } else {
        good("doctor.files", files);
      }
    }
  }

  private void folder() throws IOException {
    Path there = data.root().toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !isWritable(there)) {
      found(State.BAD, "doctor.folder.read-only", there);
    } else {
      good("doctor.folder", data.root());
    }
    for (Path secret : List.of(data.administratorToken(), data.records(), data.keys())) {
      if (isOpenToOthers(secret)) {
        found(State.NOTICE, "doctor.folder.open", secret);
      }
    }
    long free = Files.getFileStore(there).getUsableSpace();
    State state = free < LEAST_FREE ? State.BAD : State.NOTICE;
    if (free < GOOD_FREE) {
      found(state, "doctor.disk.low", free / MIB);
    } else {
      good("doctor.disk", free / MIB);
    }
  }

  private static boolean isWritable(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, "doctor", ".tmp"));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Whether anybody but the owner may read a file; false where the system has no such rights.
  private static boolean isOpenToOthers(Path file) throws IOException {
    if (!Files.exists(file)
        || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return false;
    }
    boolean isFolder = Files.isDirectory(file);
    Path looked = isFolder ? file.resolve("store.key") : file;
    return Files.exists(looked)
        && Files.getAttribute(looked, "unix:mode") instanceof Integer mode
        && (mode & OTHERS) != 0;
  }

  private void clock() throws IOException {
    Instant newest = newest();
    if (now.isBefore(EARLIEST)) {
      found(State.BAD, "doctor.clock.early", now);
    } else if (newest.isAfter(now.plus(STEP))) {
      found(State.BAD, "doctor.clock.back", now, newest);
    } else {
      good("doctor.clock", now);
    }
    switch (synchronization()) {
      case "yes" -> good("doctor.clock.synchronized");
      case "no" -> found(State.NOTICE, "doctor.clock.free");
      default -> found(State.NOTICE, "doctor.clock.unknown");
    }
  }

  /// When a file directly in the data folder or its journal was changed last.
  private Instant newest() throws IOException {
    Instant newest = Instant.EPOCH;
    for (Path folder : List.of(data.root(), data.journal())) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Instant changed = Files.getLastModifiedTime(file).toInstant();
          newest = changed.isAfter(newest) ? changed : newest;
        }
      }
    }
    return newest;
  }

  /// What systemd says of the clock: yes, no, or nothing where it is not there.
  private static String synchronization() {
    try {
      Process asked =
          new ProcessBuilder("timedatectl", "show", "--property=NTPSynchronized", "--value")
              .redirectErrorStream(true)
              .start();
      if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Process _ = asked.destroyForcibly();
        return "";
      }
      return new String(asked.getInputStream().readNBytes(64), StandardCharsets.UTF_8).strip();
    } catch (IOException _) {
      return "";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private void ports() throws IOException {
    DataFolder.Running running = DataFolder.Running.of(data);
    for (Port port : Port.of(settings.recording())) {
      Optional<PortHolder> holder = port.holder();
      if (holder.isEmpty()) {
        good("doctor.port", port.name(), port.number());
      } else if (running != null && running.pid() == holder.get().pid() && running.pid() > 0) {
        good("doctor.port.own", port.name(), port.number());
      } else {
        Problem taken = port.problem(holder.get());
        findings.add(new Finding(State.BAD, taken.what(), taken.advice()));
      }
    }
  }

  private void tls() throws IOException {
    RecordingPlan.Secured secured = settings.recording().secured();
    Path made = data.tls().resolve("certificate.pem");
    if (!secured.isWanted() || (secured.certificate() == null && !Files.exists(made))) {
      return;
    }
    try {
      ServerIdentity identity = identity(secured, data, now);
      if (identity != null) {
        List<Problem> notices = identity.notices(now);
        notices.forEach(it -> findings.add(new Finding(State.NOTICE, it.what(), it.advice())));
        good("doctor.tls", identity.file(), identity.until());
      }
    } catch (CertificateFault fault) {
      fault.problems().forEach(it -> findings.add(new Finding(State.BAD, it.what(), it.advice())));
    }
  }

  /// What is shown over TLS: what the settings name, else what was made, or is made now.
  ///
  /// @return null if nothing speaks TLS
  static @Nullable ServerIdentity identity(
      RecordingPlan.Secured secured, DataFolder data, Instant now) throws IOException {
    Path certificate = secured.certificate();
    Path key = secured.key();
    if (!secured.isWanted()) {
      return null;
    }
    return certificate == null || key == null
        ? ServerIdentity.own(data.tls(), now)
        : ServerIdentity.read(certificate, key);
  }

  /// Which ports that the settings name somebody holds, with who it is and what to do.
  static List<Problem> takenPorts(RecordingPlan plan) {
    List<Problem> taken = new ArrayList<>();
    for (Port port : Port.of(plan)) {
      port.holder().ifPresent(holder -> taken.add(port.problem(holder)));
    }
    return taken;
  }

  /// A port that is to be listened at.
  ///
  /// @param setting the key that names it
  private record Port(
      String name, PortHolder.Kind kind, String listen, int number, String setting) {
    static List<Port> of(RecordingPlan plan) {
      RecordingPlan.Secured secured = plan.secured();
      PortHolder.Kind tcp = PortHolder.Kind.TCP;
      String all = plan.listen();
      return Stream.of(
              new Port("syslog-udp", PortHolder.Kind.UDP, all, plan.syslog(), "syslog-port"),
              new Port("syslog-tcp", tcp, all, plan.syslog(), "syslog-port"),
              new Port("relp", tcp, all, plan.relp(), "relp-port"),
              new Port("elastic", tcp, all, plan.bulk(), "bulk-port"),
              new Port("agent", tcp, all, plan.agents(), "agent-port"),
              new Port("syslog-tls", tcp, all, secured.syslog(), "syslog-tls-port"),
              new Port("relp-tls", tcp, all, secured.relp(), "relp-tls-port"),
              new Port("elastic-tls", tcp, all, secured.bulk(), "bulk-tls-port"),
              new Port("api", tcp, secured.apiListen(), plan.api(), "api-port"))
          .filter(port -> port.number() > 0)
          .toList();
    }

    Optional<PortHolder> holder() {
      return PortHolder.of(kind, InetAddress.ofLiteral(listen), number);
    }

    Problem problem(PortHolder holder) {
      String place = listen + ":" + number;
      boolean known = holder.pid() > 0;
      String id = known ? "recorder.port" : "recorder.port.unknown";
      Object[] facts = {number, setting, holder.name(), holder.pid()};
      return new Problem(
          place, 0, Message.of(id, facts), Message.of("recorder.port.advice", number, setting));
    }
  }
}
