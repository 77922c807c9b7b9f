package dev.crest.cli.device;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Every change to a device's folder, one by one: a power cut comes before, within or after any of
 * them.
 */
interface Disk {
  /** Makes a folder that only its owner can look into. */
  void createFolder(Path folder) throws IOException;

  /** Writes a new file and has it on the disk when it returns. */
  void write(Path file, byte[] content, boolean secret) throws IOException;

  /** Moves in one step that is on the disk when it returns; a file that is there is replaced. */
  void move(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  /** The file system. */
  static Disk real() {
    return new RealDisk();
  }

  /** The file system, durably where it can be. */
  final class RealDisk implements Disk {
    private static final boolean POSIX =
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private RealDisk() {}

    private static FileAttribute<?>[] permissions(String text) {
      return POSIX
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
          }
          : new FileAttribute<?>[0];
    }

    @Override
    public void createFolder(Path folder) throws IOException {
      Files.createDirectory(folder, permissions("rwx------"));
      sync(folder.resolveSibling("."));
    }

    @Override
    public void write(Path file, byte[] content, boolean secret) throws IOException {
      var mode = permissions(secret ? "rw-------" : "rw-r--r--");
      try (var channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE), mode)) {
        var buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      sync(file.resolveSibling("."));
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      Files.move(from, to, ATOMIC_MOVE);
      sync(to.resolveSibling("."));
    }

    @Override
    public void delete(Path file) throws IOException {
      Files.deleteIfExists(file);
    }

    /** Folders can be forced to the disk on POSIX systems only. */
    private static void sync(Path folder) throws IOException {
      if (POSIX) {
        try (var channel = FileChannel.open(folder, READ)) {
          channel.force(true);
        }
      }
    }
  }
}
