package dev.crest.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The data folder, held by one server at a time. */
final class DataFolder implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Makes the folder (mode 0700) where it is missing, and locks it until {@link #close} or the end
   * of the process.
   *
   * @throws Main.CannotRun if another server has it, or it cannot be written
   */
  static DataFolder lock(Path folder) {
    FileChannel channel = null;
    try {
      if (!Files.isDirectory(folder)) {
        var mode =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(folder, mode);
      }
      channel =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = channel.tryLock();
      if (lock != null) {
        return new DataFolder(channel, lock);
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process; refused below like any other holder.
    } catch (IOException e) {
      throw new Main.CannotRun(
          "the data folder " + folder + " cannot be used: " + e.getMessage(), e);
    }
    closeQuietly(channel);
    throw new Main.CannotRun("another server is using the data folder " + folder);
  }

  private static void closeQuietly(@org.jspecify.annotations.Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The folder is given up anyway.
    }
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      // The end of the process releases it as well.
    }
  }
}
