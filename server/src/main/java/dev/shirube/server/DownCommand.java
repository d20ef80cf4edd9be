// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.installation.DataFolder;
import dev.shirube.installation.Wrong;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Ends `up`; or, once it has ended, removes everything that it made.
@Command(name = "down")
final class DownCommand implements Callable<Integer> {
  private static final int PATIENCE_SECONDS = 60;

  private final Session session;

  @Mixin final Session.Options options = new Session.Options();

  @Option(names = "--remove", descriptionKey = "cli.down.remove")
  private boolean remove;

  @Option(names = "--yes", descriptionKey = "cli.down.yes")
  private boolean yes;

  DownCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    DataFolder data = new DataFolder(session.settings().data());
    return remove ? remove(data) : end(data);
  }

  private int end(DataFolder data) throws IOException {
    DataFolder.Running running = DataFolder.Running.of(data);
    ProcessHandle process =
        running == null || !data.isHeld() ? null : ProcessHandle.of(running.pid()).orElse(null);
    if (process == null) {
      throw Wrong.usage(data.root().toString(), data.isHeld() ? "down.whose" : "down.idle");
    }
    boolean _ = process.destroy();
    try {
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw Wrong.usage(data.root().toString(), "down.still", process.pid());
    }
    say("down.ended", process.pid());
    return Wrong.ExitCode.DONE.number();
  }

  private int remove(DataFolder data) throws IOException {
    Path root = data.root();
    if (!Files.isDirectory(root)) {
      throw Wrong.usage(root.toString(), "down.nothing");
    }
    if (data.isHeld()) {
      throw Wrong.usage(root.toString(), "down.running");
    }
    List<Path> strangers = data.strangers();
    if (!data.isOurs() || !strangers.isEmpty()) {
      String first = strangers.isEmpty() ? "" : strangers.getFirst().toString();
      throw Wrong.usage(root.toString(), "down.foreign", first, strangers.size());
    }
    DataFolder.Extent extent = data.extent();
    String size = Words.size(extent.bytes());
    say("down.what", root, Words.count(extent.files()), size, Words.count(extent.dropped()));
    if (session.settings().records() != null) {
      say("down.server");
    }
    Words words = session.words();
    if (!yes && !session.console().isAgreed(words.say("down.ask"), words.say("down.agreed"))) {
      throw Wrong.usage(root.toString(), "down.not-agreed");
    }
    data.remove();
    say("down.removed", root);
    return Wrong.ExitCode.DONE.number();
  }

  private void say(String id, Object... facts) {
    Page page = session.console().page();
    page.paragraph(0, Page.Style.PLAIN, session.words().say(id, facts));
    session.console().print(page);
  }
}
