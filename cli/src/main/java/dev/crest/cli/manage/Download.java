package dev.crest.cli.manage;

import dev.crest.cli.connect.ApiReply;
import dev.crest.cli.connect.CannotConnect;
import dev.crest.cli.connect.WrongUsage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Writes a reply that is no JSON to a file or to the output, as it comes. */
final class Download {
  private final Session session;
  private final Optional<String> file;

  Download(Session session, Optional<String> file) {
    this.session = session;
    this.file = file;
  }

  void write(ApiReply reply) {
    if (file.isPresent()) {
      toFile(reply, session.file(file.get()));
      session.terminal().err().println("Written to " + file.get() + ".");
      return;
    }
    var type = reply.header("content-type");
    boolean readable = type.startsWith("text/") || type.contains("pem");
    if (session.terminal().interactive() && !readable) {
      throw new WrongUsage("this is " + type + ", nothing to look at: give --output");
    }
    copy(reply, session.terminal().out());
    session.terminal().out().flush();
  }

  private static void toFile(ApiReply reply, Path target) {
    try {
      var folder = target.toAbsolutePath().resolveSibling(".").normalize();
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      var draft =
          posix
              ? Files.createTempFile(
                  folder,
                  ".crest",
                  ".part",
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rw-------")))
              : Files.createTempFile(folder, ".crest", ".part");
      try {
        try (var out = Files.newOutputStream(draft)) {
          copy(reply, out);
        }
        Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new WrongUsage(target + " cannot be written");
    }
  }

  private static void copy(ApiReply reply, OutputStream out) {
    try {
      reply.stream().transferTo(out);
    } catch (IOException e) {
      throw new CannotConnect("the connection was lost in the middle of the answer", e);
    }
  }
}
