// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.ValueType;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// Equality with libevtx's evtxexport, field by field, on every record it can read.
///
/// Known differences of spelling, taken out before comparing:
///
/// - libevtx pads hexadecimal numbers with zeros (0x00000000000003e7); we write them as Windows
///   shows them (0x3e7).
/// - libevtx gives times nine digits of fraction; we give the seven that a FILETIME has.
/// - Control characters, which XML cannot hold and libevtx writes all the same, become U+FFFD; line
///   ends become line feeds, as every XML parser makes them.
/// - The order of attributes is left out of the comparison: the DOM has none.
/// - libevtx gives a SYSTEMTIME three digits of fraction; we give seven, as for a FILETIME.
/// - libevtx writes texts of 8-bit characters without escaping their markup.
/// - libevtx shows a text of nothing but blanks as empty, and leaves out RenderingInfo.
/// - libevtx cannot tell an absent value from an empty text; both are compared as empty.
class LibevtxTest {
  private static final String[] ARCHIVES = {
    "evtx-attack-samples.zip", "evtx-benign.zip", "sigma-regression.zip"
  };

  private final DocumentBuilder parser = parser();

  private static DocumentBuilder parser() {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isInstalled() {
    try {
      Process process = new ProcessBuilder("evtxexport", "-V").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsTheSameFieldsAsLibevtx(@TempDir Path folder) throws IOException, SAXException {
    if (!isInstalled()) {
      System.out.println("not proven: evtxexport (package libevtx-utils) is not on the PATH");
    }
    Assumptions.assumeTrue(isInstalled(), "not proven: evtxexport is not on the PATH");
    int compared = 0;
    int fields = 0;
    Map<String, Integer> differences = new TreeMap<>();
    for (String archive : ARCHIVES) {
      for (Map.Entry<String, byte[]> file : DataFolder.files(archive, ".evtx").entrySet()) {
        Map<String, List<List<String>>> ours = ours(file.getValue());
        for (List<String> theirs : theirs(folder, file.getValue())) {
          List<List<String>> candidates = ours.getOrDefault(recordId(theirs), List.of());
          if (candidates.contains(theirs)) {
            compared++;
            fields += theirs.size();
          } else {
            differences.merge(file.getKey(), 1, Integer::sum);
            show(file.getKey(), theirs, candidates);
          }
        }
      }
    }
    System.out.println(
        "libevtx: " + compared + " records equal, " + fields + " fields, differing " + differences);
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThanOrEqualTo(5000);
  }

  private static void show(String file, List<String> theirs, List<List<String>> candidates) {
    System.out.println("differs: " + file + " " + recordId(theirs));
    if (candidates.isEmpty()) {
      System.out.println("  not read by us");
      return;
    }
    List<String> ours = new ArrayList<>(candidates.getFirst());
    List<String> onlyTheirs = new ArrayList<>(theirs);
    onlyTheirs.removeAll(ours);
    ours.removeAll(theirs);
    System.out.println("  libevtx " + onlyTheirs + "\n  ours    " + ours);
  }

  private static String recordId(List<String> fields) {
    return fields.stream()
        .filter(it -> it.startsWith("Event.System.EventRecordID="))
        .findFirst()
        .orElse("");
  }

  private static Map<String, List<List<String>>> ours(byte[] file) {
    Map<String, List<List<String>>> records = new HashMap<>();
    for (Reading.Row row : Reading.of(new EvtxFormat(), file).rows()) {
      List<String> fields =
          row.cells().stream()
              .map(it -> it.name() + "=" + (it.type() == ValueType.NULL ? "" : plain(it.text())))
              .filter(it -> !it.startsWith("Event.RenderingInfo."))
              .sorted()
              .toList();
      records.computeIfAbsent(recordId(fields), _ -> new ArrayList<>()).add(fields);
    }
    return records;
  }

  private List<List<String>> theirs(Path folder, byte[] file) throws IOException, SAXException {
    Path evtx = folder.resolve("in.evtx");
    Files.write(evtx, file);
    Process process =
        new ProcessBuilder("evtxexport", "-f", "xml", evtx.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<List<String>> records = new ArrayList<>();
    int from = text.indexOf("<Event ");
    while (from >= 0) {
      int end = text.indexOf("\n</Event>", from);
      if (end < 0) {
        break;
      }
      String xml = escaped(visible(text.substring(from, end + "\n</Event>".length())));
      Element event = parser.parse(new InputSource(new StringReader(xml))).getDocumentElement();
      List<String> fields = new ArrayList<>();
      flatten(event, "Event", fields);
      Collections.sort(fields);
      records.add(fields);
      from = text.indexOf("<Event ", end);
    }
    return records;
  }

  private static void flatten(Element element, String path, List<String> fields) {
    NamedNodeMap attributes = element.getAttributes();
    int before = fields.size();
    boolean data = path.startsWith("Event.EventData") && element.getTagName().equals("Data");
    for (int index = 0; index < attributes.getLength(); index++) {
      Node attribute = attributes.item(index);
      boolean label = data && attribute.getNodeName().equals("Name");
      if (!label && !attribute.getNodeName().startsWith("xmlns")) {
        fields.add(path + "." + attribute.getNodeName() + "=" + plain(attribute.getNodeValue()));
      }
    }
    StringBuilder text = new StringBuilder();
    boolean children = false;
    NodeList nodes = element.getChildNodes();
    for (int index = 0; index < nodes.getLength(); index++) {
      if (nodes.item(index) instanceof Element child) {
        children = true;
        String name = child.getTagName();
        boolean named = path.equals("Event.EventData") && name.equals("Data");
        String label = named ? child.getAttribute("Name") : "";
        flatten(child, path + "." + (label.isEmpty() ? name : label), fields);
      } else {
        text.append(nodes.item(index).getNodeValue());
      }
    }
    boolean blank = text.toString().isBlank() && children;
    if (!blank && (!text.isEmpty() || fields.size() == before)) {
      fields.add(path + "=" + plain(text.toString()));
    }
  }

  private static String visible(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      boolean control = (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c >= '\ufffe';
      shown.append(control ? '\ufffd' : c);
    }
    return shown.toString();
  }

  /// The fourth to ninth digit of a time's fraction, as far as there are any.
  private static String digits(String time) {
    return time.length() > 24 ? time.substring(23, time.length() - 1) : "";
  }

  /// Escapes the texts of Data elements that hold markup.
  private static String escaped(String event) {
    StringBuilder out = new StringBuilder(event.length());
    int from = 0;
    int data = event.indexOf("<Data Name=");
    while (data >= 0) {
      int start = event.indexOf('>', data) + 1;
      int next = event.indexOf("\n    <Data", start);
      int end = event.lastIndexOf("</Data>", next < 0 ? event.length() : next);
      if (end > start && event.substring(start, end).indexOf('<') >= 0) {
        String text = event.substring(start, end);
        out.append(event, from, start).append(text.replace("&", "&amp;").replace("<", "&lt;"));
        from = end;
      }
      data = event.indexOf("<Data Name=", Math.max(start, from));
    }
    return out.append(event, from, event.length()).toString();
  }

  /// A spelling without the differences that the class's comment lists.
  private static String plain(String spelled) {
    String text = visible(spelled).replace("\r\n", "\n").replace('\r', '\n');
    if (text.startsWith("0x") && text.length() > 3) {
      int from = 2;
      while (from < text.length() - 1 && text.charAt(from) == '0') {
        from++;
      }
      return "0x" + text.substring(from);
    }
    boolean time = text.length() >= 24 && text.charAt(10) == 'T' && text.endsWith("Z");
    if (time && text.charAt(19) == '.') {
      return text.substring(0, 20)
          + (text.substring(20, 23) + digits(text) + "0000").substring(0, 7);
    }
    return text.isBlank() ? "" : text;
  }
}
