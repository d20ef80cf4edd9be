// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import dev.shirube.agent.AgentFault;
import dev.shirube.agent.AgentSettings;
import dev.shirube.agent.Masking;
import dev.shirube.catalog.Content;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.certificates.CertificateFault;
import dev.shirube.machines.Sensing;
import dev.shirube.rings.Loader;
import dev.shirube.rings.LoaderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The commands of the agent alone: so few that no library is needed to read them.
final class Program {
  /// As the commands of the server end, see docs/reference/commands.md.
  static final int DONE = 0;

  static final int USAGE = 2;
  static final int UNREADABLE = 3;

  private static final String FOLDER = "--folder";
  private static final String JOIN = "--join";
  private static final String QUIET = "--quiet";
  private static final String STAY = "--stay";

  /// What is around it.
  ///
  /// @param content texts and rules of masking
  /// @param home where the package lies, if it is one
  /// @param folder of the agent, unless another one is named
  /// @param proxy as the environment names it; empty for none
  record Surroundings(Content content, @Nullable Path home, Path folder, String proxy) {
    /// What a package brought for the kernel.
    @Nullable Path ready() {
      Path programs = home == null ? null : home.resolve("programs");
      return programs != null && Files.isDirectory(programs) ? programs : null;
    }
  }

  private final Surroundings around;
  private final Speech speech;
  private final Ending ending;

  Program(Surroundings around, Speech speech, Ending ending) {
    this.around = around;
    this.speech = speech;
    this.ending = ending;
  }

  /// What the arguments say.
  ///
  /// @param named what is neither command nor option
  private record Asked(
      String command,
      List<String> named,
      Path folder,
      @Nullable Path join,
      boolean quiet,
      boolean stay) {}

  private Asked asked(String... args) throws EndpointFault {
    List<String> named = new ArrayList<>();
    Path folder = around.folder();
    Path join = null;
    boolean quiet = false;
    boolean stay = false;
    for (int index = 0; index < args.length; index++) {
      String word = args[index];
      boolean valued = word.equals(FOLDER) || word.equals(JOIN);
      if (valued && index + 1 == args.length) {
        throw EndpointFault.of(word, "endpoint.wrong");
      } else if (word.equals(FOLDER)) {
        folder = Path.of(args[++index]).toAbsolutePath();
      } else if (word.equals(JOIN)) {
        join = Path.of(args[++index]).toAbsolutePath();
      } else if (word.equals(QUIET)) {
        quiet = true;
      } else if (word.equals(STAY)) {
        stay = true;
      } else if (word.startsWith("-") && index > 0) {
        throw EndpointFault.of(word, "endpoint.wrong");
      } else {
        named.add(word);
      }
    }
    String command = named.isEmpty() ? "help" : named.removeFirst();
    return new Asked(command, named, folder, join, quiet, stay);
  }

  /// Runs the command that the arguments name.
  ///
  /// @return the exit code
  int run(String... args) {
    try {
      return does(asked(args));
    } catch (EndpointFault wrong) {
      speech.note(List.of(wrong.problem()));
      return USAGE;
    } catch (AgentFault fault) {
      speech.note(List.of(fault.problem()));
    } catch (LoaderException refused) {
      speech.note(List.of(refused.problem()));
    } catch (CertificateFault fault) {
      speech.note(fault.problems());
    } catch (IOException e) {
      String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
      speech.note(List.of(EndpointFault.problem("", "endpoint.io", reason)));
    }
    return UNREADABLE;
  }

  private AgentSettings.@Nullable Proxy proxy() throws EndpointFault {
    try {
      return around.proxy().isBlank() ? null : AgentSettings.Proxy.read(around.proxy());
    } catch (IllegalArgumentException _) {
      throw EndpointFault.of("SHIRUBE_PROXY", "endpoint.proxy");
    }
  }

  private int does(Asked asked) throws IOException {
    Teller teller = asked.quiet() ? Teller.NOBODY : speech;
    Endpoint endpoint = new Endpoint(asked.folder(), proxy(), teller);
    int wanted =
        switch (asked.command()) {
          case "enroll" -> asked.join() == null ? 2 : 0;
          case "programs" -> 1;
          default -> 0;
        };
    if (asked.named().size() != wanted) {
      throw EndpointFault.of(asked.command(), "endpoint.wrong");
    }
    switch (asked.command()) {
      case "run" -> records(endpoint, asked);
      case "enroll" -> {
        endpoint.enroll(line(asked));
        teller.say(Teller.Tone.PLAIN, Message.of("endpoint.next"));
      }
      case "status" -> endpoint.status();
      case "stop" -> endpoint.stop();
      case "programs" -> {
        Path made = Loader.prepare(Path.of(asked.named().getFirst()).toAbsolutePath());
        teller.say(Teller.Tone.PLAIN, Message.of("endpoint.programs", made));
      }
      case "version", "--version" ->
          teller.say(Teller.Tone.PLAIN, Message.of("endpoint.version", Release.VERSION));
      case "help", "--help", "-h" -> speech.page(Message.of("endpoint.help"));
      default -> throw EndpointFault.of(asked.command(), "endpoint.wrong");
    }
    return DONE;
  }

  private static JoinLine line(Asked asked) throws IOException {
    Path file = asked.join();
    if (file == null) {
      return JoinLine.of(asked.named().getFirst(), asked.named().getLast());
    }
    JoinLine line = JoinLine.read(file);
    if (line == null) {
      throw EndpointFault.of(file, "endpoint.join.missing");
    }
    return line;
  }

  private void records(Endpoint endpoint, Asked asked) throws IOException {
    Path join = asked.join();
    if (!endpoint.isEnrolled() && join != null) {
      endpoint.join(join, ending);
      if (!endpoint.isEnrolled()) {
        return;
      }
    }
    Masking.Loaded masks = Masking.load(around.content());
    List<Problem> problems = masks.problems();
    if (!problems.isEmpty()) {
      endpoint.teller().note(problems);
    }
    Sensing.Ways ways = new Sensing.Ways(around.ready(), !asked.stay());
    endpoint.run(Sensing.standard(ways), masks.masking(), ending);
  }
}
