// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.export.JsonText;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Request;
import dev.shirube.gateway.Route;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The status page: three files and the texts in it. Nothing of any tenant is in them.
final class PageRoutes {
  private static final String TEXTS = "page.";

  private final Messages messages;

  PageRoutes(Messages messages) {
    this.messages = messages;
  }

  List<Route> all() {
    return List.of(
        new Route("GET", "/", _ -> file("page.html", "text/html; charset=utf-8")),
        new Route("GET", "/page.css", _ -> file("page.css", "text/css; charset=utf-8")),
        new Route("GET", "/page.js", _ -> file("page.js", "text/javascript; charset=utf-8")),
        new Route("GET", "/texts", this::texts));
  }

  private static Answer file(String name, String type) throws IOException {
    try (InputStream in = PageRoutes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing in this build");
      }
      return Answer.of(200, type, in.readAllBytes()).with("Cache-Control", "no-cache");
    }
  }

  private Answer texts(Request request) {
    String said = request.query("language");
    Language language = Language.ofLocale(said == null ? "" : said);
    Map<String, String> texts = new TreeMap<>();
    messages
        .all()
        .forEach((id, text) -> {
          if (id.startsWith(TEXTS)) {
            texts.put(id, text.in(language));
          }
        });
    JsonText json = new JsonText().open('{');
    texts.forEach((id, text) -> json.name(id).text(text));
    return Answer.json(200, json.close('}').toString());
  }
}
