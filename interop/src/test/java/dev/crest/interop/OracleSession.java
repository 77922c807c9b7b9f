package dev.crest.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A TLS connection held by another implementation, which says what its channel binding is; requests
 * go through its standard input.
 */
final class OracleSession implements AutoCloseable {
  private static final long LIMIT_NANOS = Duration.ofSeconds(20).toNanos();
  private static final Pattern GNUTLS_MARK = Pattern.compile("- Received\\[(\\d+)\\]: ");
  private static final Pattern TLS_UNIQUE = Pattern.compile("'tls-unique': ([0-9a-f]+)");
  private static final Pattern EXPORTER = Pattern.compile("Keying material: ([0-9A-F]{64})");

  private final Process process;
  private final StringBuffer seen = new StringBuffer();
  private final Thread reader;
  private final boolean gnutls;
  private final byte[] binding;

  private OracleSession(List<String> command, boolean gnutls, Pattern printed, Pattern ready) {
    this.gnutls = gnutls;
    var builder = Tool.prepared(Path.of("").toAbsolutePath(), command).redirectErrorStream(true);
    this.process = Tool.start(builder);
    this.reader = Thread.ofVirtual().start(this::read);
    try {
      await(text -> ready.matcher(text).find() ? Optional.of(text) : Optional.empty());
      this.binding =
          await(text -> printed.matcher(text).results().map(r -> r.group(1)).reduce((x, y) -> y))
              .map(String::toUpperCase)
              .map(HexFormat.of().withUpperCase()::parseHex)
              .orElseThrow();
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  /** GnuTLS over TLS 1.2, which prints tls-unique (RFC 5929 §3). */
  static OracleSession tlsUnique(URI url, Path trustAnchor) {
    return gnutls(
        url, trustAnchor, "--noticket", "Handshake was completed\\s+- Simple Client Mode:");
  }

  /** The same on a session that GnuTLS resumes, where tls-unique is the server's Finished. */
  static OracleSession tlsUniqueOfResumed(URI url, Path trustAnchor) {
    return gnutls(
        url, trustAnchor, "--resume", "This is a resumed session\\s+- Simple Client Mode:");
  }

  private static OracleSession gnutls(URI url, Path trustAnchor, String option, String ready) {
    return new OracleSession(
        List.of(
            "gnutls-cli",
            "--verbose",
            option,
            "--priority",
            "NORMAL:-VERS-ALL:+VERS-TLS1.2",
            "--x509cafile",
            trustAnchor.toString(),
            "--port",
            Integer.toString(url.getPort()),
            url.getHost()),
        true,
        TLS_UNIQUE,
        Pattern.compile(ready));
  }

  /** OpenSSL over TLS 1.3, which prints the exporter (RFC 9266 §2). */
  static OracleSession tlsExporter(URI url, Path trustAnchor) {
    return new OracleSession(
        List.of(
            "openssl",
            "s_client",
            "-connect",
            url.getAuthority(),
            "-servername",
            url.getHost(),
            "-CAfile",
            trustAnchor.toString(),
            "-verify_return_error",
            "-tls1_3",
            "-nocommands",
            "-ign_eof",
            "-keymatexport",
            "EXPORTER-Channel-Binding",
            "-keymatexportlen",
            "32"),
        false,
        EXPORTER,
        EXPORTER);
  }

  /** Returns what the other implementation says this connection's binding is. */
  byte[] binding() {
    return binding.clone();
  }

  /** Posts a request in base64 over this connection and waits for the reply. */
  HttpAnswer post(URI url, String authorization, String body) {
    var request =
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/pkcs10\r\n"
                .formatted(url.getRawPath(), url.getAuthority())
            + "Authorization: %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(authorization, body.length(), body);
    int from = seen.length();
    try {
      var out = process.getOutputStream();
      out.write(request.getBytes(US_ASCII));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return await(text -> HttpAnswer.complete(received(text.substring(from)))).orElseThrow();
  }

  /** Takes GnuTLS's own remarks out of what it shows. */
  private String received(String text) {
    if (!gnutls) {
      return text;
    }
    var data = new StringBuilder();
    var mark = GNUTLS_MARK.matcher(text);
    int at = 0;
    while (mark.find(at)) {
      int end = Math.min(text.length(), mark.end() + Integer.parseInt(mark.group(1)));
      data.append(text, mark.end(), end);
      at = end;
    }
    return data.toString();
  }

  private <T> Optional<T> await(Function<String, Optional<T>> finder) {
    long start = System.nanoTime();
    while (true) {
      boolean last = !reader.isAlive() || System.nanoTime() - start > LIMIT_NANOS;
      var found = finder.apply(seen.toString());
      if (found.isPresent()) {
        return found;
      }
      if (last) {
        throw new AssertionError("the oracle did not show what was expected:\n" + seen);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private void read() {
    try (var in = process.getInputStream()) {
      var buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        seen.append(new String(buffer, 0, n, ISO_8859_1));
      }
    } catch (IOException e) {
      seen.append(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
