// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Sends syslog by RELP, as rsyslog does: some messages at a time, and what was not acknowledged
/// again on a new connection. Messages have no names, so one whose acknowledgement was lost may be
/// there twice; the ledger hears which these are.
final class RelpSender implements Runnable {
  private static final String OFFERS = "relp_version=0\nrelp_software=trial\ncommands=syslog";
  private static final int MOST = 1 << 16;

  private final Fleet.Where where;
  private final String from;
  private final Ledger.Sender page;
  private final BulkSender.Turns turns;
  private final BulkSender.Progress progress;
  private Connection connection = new Connection(new Socket(), InputStream.nullInputStream(), 0);

  /// What is open.
  ///
  /// @param number of the last frame that was sent
  private record Connection(Socket socket, InputStream in, int number) {}

  /// @param from the address to send from, which tells whose the messages are
  RelpSender(
      Fleet.Where where,
      String from,
      Ledger.Sender page,
      BulkSender.Turns turns,
      BulkSender.Progress progress) {
    this.where = where;
    this.from = from;
    this.page = page;
    this.turns = turns;
    this.progress = progress;
  }

  @Override
  public void run() {
    try {
      while (turns.next()) {
        long first = page.sends(Fleet.DOCUMENTS);
        long last = first + Fleet.DOCUMENTS - 1;
        long open = send(first, last);
        for (int tries = 1; open <= last; tries++) {
          if (!progress.again(tries)) {
            return;
          }
          page.sendsAgain(open, last);
          open = send(open, last);
        }
        progress.acknowledge();
      }
    } finally {
      drop();
    }
  }

  /// Sends what is not acknowledged.
  ///
  /// @return the number of the first event that still is not
  private long send(long first, long last) {
    long open = first;
    try {
      if (!connection.socket.isConnected() || connection.socket.isClosed()) {
        connect();
      }
      int number = connection.number;
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (long event = first; event <= last; event++) {
        frames.write(frame(++number, "syslog", Harvest.line(page.name(), event)));
      }
      connection.socket.getOutputStream().write(frames.toByteArray());
      for (; open <= last; open++) {
        String answer = answer();
        if (!answer.startsWith("200")) {
          progress.strange("relp: " + answer);
          throw new IOException(answer);
        }
        page.acknowledged(open, open);
      }
      connection = new Connection(connection.socket, connection.in, number);
    } catch (IOException _) {
      drop();
    }
    return open;
  }

  private void connect() throws IOException {
    Socket socket = new Socket();
    connection = new Connection(socket, InputStream.nullInputStream(), 0);
    socket.bind(new InetSocketAddress(from, 0));
    int patience = (int) where.patience().toMillis();
    socket.setSoTimeout(patience);
    socket.connect(new InetSocketAddress(where.host(), where.relp()), patience);
    connection = new Connection(socket, new BufferedInputStream(socket.getInputStream()), 1);
    socket.getOutputStream().write(frame(1, "open", OFFERS));
    String answer = answer();
    if (!answer.startsWith("200")) {
      throw new IOException(answer);
    }
  }

  private static byte[] frame(int number, String command, String data) {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    String text = number + " " + command + " " + bytes.length + " " + data + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// What the next answer says.
  private String answer() throws IOException {
    String _ = word();
    String command = word();
    int length;
    try {
      length = Integer.parseInt(word());
    } catch (NumberFormatException e) {
      throw new IOException(e);
    }
    if (length < 0 || length > MOST) {
      throw new IOException("an answer of " + length + " bytes");
    }
    byte[] data = connection.in.readNBytes(length);
    if (data.length < length || (length > 0 && connection.in.read() != '\n')) {
      throw new IOException("an answer without end");
    }
    if (!command.equals("rsp")) {
      throw new IOException("told " + command);
    }
    return new String(data, StandardCharsets.UTF_8);
  }

  private String word() throws IOException {
    StringBuilder word = new StringBuilder();
    int octet = connection.in.read();
    while (octet > ' ' && word.length() < 32) {
      word.append((char) octet);
      octet = connection.in.read();
    }
    if (octet < 0) {
      throw new IOException("closed");
    }
    return word.toString();
  }

  private void drop() {
    try {
      connection.socket.close();
    } catch (IOException _) {
      // It is of no use any more, closed or not.
    }
  }
}
