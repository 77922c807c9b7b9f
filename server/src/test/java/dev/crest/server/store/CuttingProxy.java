package dev.crest.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Stands between a client and a PostgreSQL server on this machine, and cuts a connection at its
 * commit when told to.
 */
final class CuttingProxy implements AutoCloseable {
  /** Where to cut. */
  enum Cut {
    NOWHERE,
    /** The commit does not reach the server. */
    BEFORE_THE_COMMIT,
    /** The commit's answer does not reach the client. */
    BEFORE_THE_ANSWER,
    /** As before, and from then on nobody gets through. */
    BEFORE_THE_ANSWER_FOR_GOOD
  }

  private static final byte[] COMMIT = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listening;
  private final int serverPort;
  private volatile Cut cut = Cut.NOWHERE;

  CuttingProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Cuts once, at the next commit. */
  void cutOnce(Cut where) {
    cut = where;
  }

  boolean wasCut() {
    return cut == Cut.NOWHERE;
  }

  private void accept() {
    try {
      while (true) {
        var client = listening.accept();
        var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        Thread.ofVirtual().start(() -> forward(client, server, true));
        Thread.ofVirtual().start(() -> forward(server, client, false));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void forward(Socket from, Socket to, boolean request) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      var buffer = new byte[65536];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (contains(buffer, read) && cutHere(request)) {
          return;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  private synchronized boolean cutHere(boolean request) throws IOException {
    boolean here =
        switch (cut) {
          case NOWHERE -> false;
          case BEFORE_THE_COMMIT -> request;
          case BEFORE_THE_ANSWER, BEFORE_THE_ANSWER_FOR_GOOD -> !request;
        };
    if (here && cut == Cut.BEFORE_THE_ANSWER_FOR_GOOD) {
      listening.close();
    }
    if (here) {
      cut = Cut.NOWHERE;
    }
    return here;
  }

  private static boolean contains(byte[] buffer, int length) {
    for (int i = 0; i + COMMIT.length <= length; i++) {
      if (Arrays.equals(buffer, i, i + COMMIT.length, COMMIT, 0, COMMIT.length)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
