// SPDX-License-Identifier: Apache-2.0

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/// A real node of OpenSearch, alone and without its security plugin, to be measured beside Shirube:
/// run from this source with the jars of the pom beside it.
final class SearchNode extends Node {
  private SearchNode(Settings settings) {
    super(
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "bench"),
        List.of(
            new PluginInfo(
                "transport-netty4",
                "HTTP",
                "1",
                Version.CURRENT,
                "21",
                Netty4ModulePlugin.class.getName(),
                List.of(),
                false)),
        false);
  }

  /// Runs until it is ended from outside.
  ///
  /// @param args a folder, and the port of HTTP
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]).toAbsolutePath();
    Settings settings =
        Settings.builder()
            .put("path.home", home.toString())
            .put("path.data", home.resolve("data").toString())
            .put("discovery.type", "single-node")
            .put("transport.type", "netty4")
            .put("http.type", "netty4")
            .put("network.host", "127.0.0.1")
            .put("http.port", args[1])
            .put("transport.port", "0")
            .build();
    SearchNode node = new SearchNode(settings);
    node.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              try {
                node.close();
              } catch (java.io.IOException e) {
                System.err.println(e);
              }
            }));
    new CountDownLatch(1).await();
  }
}
