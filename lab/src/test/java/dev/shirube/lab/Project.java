// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The project's own files, as the house rules read them.
final class Project {
  private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", ".idea");

  private final Path root;

  Project(Path root) {
    this.root = root;
  }

  /// The project this test runs in.
  static Project here() {
    return new Project(Path.of(System.getProperty("shirube.root", "..")).toAbsolutePath());
  }

  Path root() {
    return root;
  }

  /// The rooms in the order of the root pom's modules: the law.
  List<String> rooms() throws IOException {
    List<String> rooms = new ArrayList<>();
    try (InputStream in = Files.newInputStream(root.resolve("pom.xml"))) {
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      XMLStreamReader reader = factory.createXMLStreamReader(in);
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT
            && reader.getLocalName().equals("module")) {
          rooms.add(reader.getElementText());
        }
      }
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
    return rooms;
  }

  /// Every file of the project but build results and hidden tools, by its path with slashes.
  Map<String, Path> files() throws IOException {
    Map<String, Path> files = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean ours =
                folder.equals(root) || !NOT_OURS.contains(folder.getFileName().toString());
            boolean data = folder.equals(root.resolve("data"));
            return ours && !data ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !file.endsWith(".git")) {
              files.put(root.relativize(file).toString().replace('\\', '/'), file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /// The text of every file whose path ends as given.
  Map<String, String> texts(String ending) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, Path> file : files().entrySet()) {
      if (file.getKey().endsWith(ending)) {
        byte[] bytes = Files.readAllBytes(file.getValue());
        texts.put(file.getKey(), new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  /// Expected texts that live in files: compared, or with -Dgolden=write written anew, so that the
  /// review is the difference.
  static final class Golden {
    private Golden() {}

    /// Compares the part of a document between the marks of a name.
    static void section(Path document, String name, String expected) throws IOException {
      String begin = "<!-- golden:" + name + " -->\n";
      String end = "<!-- /golden:" + name + " -->";
      String text = Files.readString(document);
      int from = text.indexOf(begin);
      int to = text.indexOf(end);
      assertThat(from >= 0 && to > from).as(document + " has the marks of " + name).isTrue();
      String body = text.substring(from + begin.length(), to);
      if ("write".equals(System.getProperty("golden"))) {
        Files.writeString(
            document, text.substring(0, from) + begin + expected + text.substring(to));
        return;
      }
      assertThat(body)
          .as("%s of %s (-Dgolden=write writes it anew)", name, document)
          .isEqualTo(expected);
    }
  }
}
