// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import dev.shirube.agent.Agent;
import dev.shirube.agent.AgentSettings;
import dev.shirube.agent.Masking;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.machines.FolderLock;
import dev.shirube.machines.Recording;
import dev.shirube.machines.Sensing;
import dev.shirube.rings.Loader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What can be done with the agent of this machine, whoever asks: the server's commands or those of
/// the agent alone.
///
/// @param folder all that the agent keeps
/// @param proxy through which it reaches its server, if any
/// @param teller hears what there is to say
public record Endpoint(Path folder, AgentSettings.@Nullable Proxy proxy, Teller teller) {
  /// Beside {@link StatusFile}: the number of the process that runs the agent.
  public static final String PROCESS = "process";

  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final long PATIENCE_SECONDS = 20;

  /// Whether a server knows it.
  public boolean isEnrolled() {
    return ClientIdentity.isIn(folder);
  }

  /// Makes this machine an agent of a server.
  ///
  /// @throws EndpointFault when it is one already
  public void enroll(JoinLine line) throws IOException {
    if (isEnrolled()) {
      throw EndpointFault.of(folder, "machine.enrolled");
    }
    try {
      String agent = line.join().enroll(folder, line.server(), Release.VERSION, proxy);
      teller.say(Teller.Tone.GOOD, Message.of("machine.joined", agent, line.server()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// Waits for a file that says where to join, and joins: again and again, more and more slowly,
  /// since the network of a machine that was just set up may come later. The file goes then; its
  /// token is good once.
  ///
  /// @throws EndpointFault when there is no such file
  public void join(Path file, Ending ending) throws IOException {
    Duration pause = FIRST_PAUSE;
    while (!isEnrolled()) {
      JoinLine line = JoinLine.read(file);
      if (line == null) {
        throw EndpointFault.of(folder, "machine.unenrolled");
      }
      try {
        enroll(line);
        Files.deleteIfExists(file);
      } catch (EndpointFault wrong) {
        throw wrong;
      } catch (IOException e) {
        String reason = String.valueOf(e.getMessage());
        teller.note(
            List.of(
                EndpointFault.problem(
                    line.server(), "endpoint.join.waits", reason, pause.toSeconds())));
        if (ending.within(pause)) {
          return;
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
      }
    }
  }

  /// Records this machine until the end is asked for.
  ///
  /// @throws EndpointFault when it is not enrolled, or another process does it
  public void run(Sensing sensing, Masking masking, Ending ending) throws IOException {
    if (!isEnrolled()) {
      throw EndpointFault.of(folder, "machine.unenrolled");
    }
    try (FolderLock held = FolderLock.take(folder)) {
      if (held == null) {
        throw EndpointFault.of(folder, "machine.taken");
      }
      Files.writeString(folder.resolve(PROCESS), Long.toString(ProcessHandle.current().pid()));
      try (Agent agent = Recording.open(folder, sensing, masking, Release.VERSION, proxy)) {
        agent.start();
        teller.say(Teller.Tone.GOOD, Message.of("machine.records", agent.status().agent()));
        watch(agent, ending);
      }
      Files.deleteIfExists(folder.resolve(PROCESS));
    }
  }

  private void watch(Agent agent, Ending ending) throws IOException {
    List<Problem> told = List.of();
    Slack slack = new Slack();
    do {
      slack.look();
      List<Problem> now = agent.status().problems();
      if (!now.equals(told)) {
        told = now;
        teller.note(now);
      }
      StatusFile.write(folder, StatusFile.messages(agent.status()));
    } while (!ending.within(LOOK));
  }

  /// What Java takes of memory in a storm it gives back when it looks through all of its heap,
  /// which it does not do by itself before all that it may take is used up.
  private static final class Slack {
    private static final int LOOKS = 60;
    private static final long WORTH = 4 << 20;

    private int looks;
    private long settled;

    /// To be called with every look; every five minutes it gives back what is worth it.
    void look() {
      Runtime runtime = Runtime.getRuntime();
      if (++looks % LOOKS == 0 && runtime.totalMemory() > settled + WORTH) {
        runtime.gc();
        settled = runtime.totalMemory();
      }
    }
  }

  /// Says how it is.
  ///
  /// @throws EndpointFault when it is not enrolled
  public void status() throws IOException {
    if (!isEnrolled()) {
      throw EndpointFault.of(folder, "machine.unenrolled");
    }
    ClientIdentity identity = ClientIdentity.read(folder);
    teller.say(Teller.Tone.TITLE, Message.of("machine.who", identity.name(), identity.until()));
    if (Files.exists(folder.resolve(StatusFile.NAME))) {
      Object when = Files.getLastModifiedTime(folder.resolve(StatusFile.NAME));
      boolean runs = FolderLock.isHeld(folder);
      String id = runs ? "machine.asof" : "machine.ended";
      teller.say(Teller.Tone.QUIET, Message.of(id, when));
      StatusFile.read(folder).forEach(message -> teller.say(Teller.Tone.PLAIN, message));
    }
  }

  /// Ends the process that runs it, if one does, and takes out of the kernel what it left there.
  public void stop() throws IOException {
    Optional<ProcessHandle> process = process();
    if (process.isPresent()) {
      boolean _ = process.get().destroy();
      try {
        ProcessHandle _ = process.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      } catch (ExecutionException | TimeoutException _) {
        boolean _ = process.get().destroyForcibly();
      }
    }
    new Loader(Loader.Places.of(folder.resolve("programs")), List.of()).unload();
    Files.deleteIfExists(folder.resolve(PROCESS));
  }

  private Optional<ProcessHandle> process() throws IOException {
    Path file = folder.resolve(PROCESS);
    if (!Files.exists(file) || !FolderLock.isHeld(folder)) {
      return Optional.empty();
    }
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
