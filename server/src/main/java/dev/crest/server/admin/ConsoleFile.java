package dev.crest.server.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** A file of the console, in memory: as it is and compressed. Immutable. */
final class ConsoleFile {
  private static final int TAG_BYTES = 12;
  private static final String BINARY = "application/octet-stream";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("js", "text/javascript;charset=utf-8"),
          Map.entry("mjs", "text/javascript;charset=utf-8"),
          Map.entry("css", "text/css;charset=utf-8"),
          Map.entry("html", "text/html;charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain;charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("wasm", "application/wasm"));

  private final byte[] plain;
  private final Optional<byte[]> compressed;
  private final String type;
  private final String tag;
  private final boolean lasting;

  /**
   * @param path such as {@code /assets/index-1f2e.js}
   * @param zipped the gzip file beside it; without one it is made here, where that makes it smaller
   */
  ConsoleFile(String path, byte[] bytes, Optional<byte[]> zipped) {
    plain = bytes.clone();
    type = TYPES.getOrDefault(extension(path), BINARY);
    compressed =
        zipped.or(() ->
            text(type) ? Optional.of(gzip(bytes)).filter(z -> z.length < bytes.length) : zipped);
    tag = digest(bytes);
    lasting = path.startsWith(ConsoleFiles.ASSETS);
  }

  private static String extension(String path) {
    return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean text(String type) {
    return type.startsWith("text/")
        || type.endsWith("json")
        || type.endsWith("+xml")
        || type.equals("application/wasm");
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String digest(byte[] bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(java.util.Arrays.copyOf(digest, TAG_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Returns the bytes to send to somebody who takes gzip, or does not. */
  byte[] bytes(boolean gzip) {
    return (gzip ? compressed.orElse(plain) : plain).clone();
  }

  /** Whether what {@link #bytes} returns is compressed. */
  boolean compressed(boolean gzip) {
    return gzip && compressed.isPresent();
  }

  /** Whether there are two forms of it, so that caches must tell them apart. */
  boolean varies() {
    return compressed.isPresent();
  }

  /** Returns the entity tag, which is another one for the compressed form (RFC 9110 §8.8.3.3). */
  String tag(boolean gzip) {
    return '"' + tag + (compressed(gzip) ? "-gz" : "") + '"';
  }

  /** Returns the media type. */
  String type() {
    return type;
  }

  /** Whether its name changes with its content, so that it is never asked for again. */
  boolean lasting() {
    return lasting;
  }
}
