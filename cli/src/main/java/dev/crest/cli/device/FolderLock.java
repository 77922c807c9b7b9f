package dev.crest.cli.device;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/**
 * That nobody else is at work in a folder. The file stays when the lock is given back, and the
 * system gives it back for a process that dies.
 */
final class FolderLock implements AutoCloseable {
  private static final String RENEWAL = ".crest-lock";
  private static final String DAEMON = ".crest-daemon";

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the one for replacing an identity.
   *
   * @throws FileTrouble if somebody else has it
   */
  static FolderLock ofIdentity(Path folder) {
    return take(folder, RENEWAL, "somebody else is renewing the certificate in " + folder);
  }

  /**
   * Takes the one for watching a folder of identities.
   *
   * @throws FileTrouble if another daemon has it
   */
  static FolderLock ofDaemon(Path folder) {
    return take(folder, DAEMON, "another crest renew --daemon watches " + folder + " already");
  }

  private static FolderLock take(Path folder, String name, String taken) {
    try {
      var channel = FileChannel.open(folder.resolve(name), CREATE, READ, WRITE);
      try {
        if (channel.tryLock() != null) {
          channel.truncate(0);
          channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)));
          return new FolderLock(channel);
        }
      } catch (OverlappingFileLockException e) {
        // Another thread of this process has it.
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      var buffer = ByteBuffer.allocate(20);
      channel.read(buffer);
      channel.close();
      var pid = new String(buffer.array(), 0, buffer.position(), US_ASCII).strip();
      throw new FileTrouble(
          taken + (pid.matches("[0-9]+") ? " (process " + pid + ")" : "") + "; wait, or end that");
    } catch (IOException e) {
      throw DeviceFolder.trouble("nothing can be written in " + folder, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DeviceFolder.trouble("the lock cannot be given back", e);
    }
  }
}
