package dev.crest.cli.device;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder with an identity in it: device.key, device.crt, chain.pem and device.json, and the ones
 * before these with {@code .old} behind their names.
 *
 * <p>Whatever happens while they are replaced, no working identity is lost. New files and copies of
 * the old ones are written into {@code .crest-draft} first; renaming that to {@code .crest-next} is
 * the moment from which the new ones count. What remains is renaming, file by file, which {@link
 * #recover} brings to its end if something came between.
 */
final class DeviceFolder {
  static final String KEY = "device.key";
  static final String CERTIFICATE = "device.crt";
  static final String CHAIN = "chain.pem";
  static final String RECORD = "device.json";

  private static final List<String> FILES = List.of(KEY, CERTIFICATE, CHAIN, RECORD);
  private static final String OLD = ".old";
  private static final String MARK = ".crest-handover";

  /** Room for certificates, taken before the server is asked: a full disk is told before that. */
  private static final String ROOM = "room";

  private static final int ROOM_BYTES = 65_536;

  private final Path folder;
  private final Disk disk;

  DeviceFolder(Path folder, Disk disk) {
    this.folder = folder;
    this.disk = disk;
  }

  Path path() {
    return folder;
  }

  private Path draft() {
    return folder.resolve(".crest-draft");
  }

  private Path next() {
    return folder.resolve(".crest-next");
  }

  /** Returns whether a replacement was cut off. */
  boolean isCutOff() {
    return Files.isDirectory(next());
  }

  /**
   * Brings a replacement to its end that was under way when the power went.
   *
   * @return whether there was one
   * @throws FileTrouble if that cannot be
   */
  boolean recover() {
    try {
      if (!Files.isDirectory(next())) {
        return false;
      }
      // The old ones first: their places are taken by the new ones then.
      for (var name : FILES) {
        moveIfThere(next().resolve(name + OLD), folder.resolve(name + OLD));
      }
      for (var name : FILES) {
        moveIfThere(next().resolve(name), folder.resolve(name));
      }
      disk.delete(next());
      return true;
    } catch (IOException e) {
      throw trouble("the certificate in " + next() + " cannot be put in its place", e);
    }
  }

  private void moveIfThere(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      disk.move(from, to);
    }
  }

  /**
   * Prepares for new files: a key that the server must not be asked to certify before it is kept,
   * and room for the rest.
   *
   * @param key empty where the key is not kept here
   * @throws FileTrouble if the folder cannot be written; nothing has changed then
   */
  void prepare(Optional<byte[]> key) {
    Undisturbed.run(() -> draft(key));
  }

  private void draft(Optional<byte[]> key) {
    recover();
    try {
      Files.createDirectories(folder);
      boolean same = key.isPresent() && Arrays.equals(key.get(), unfinishedKey().orElse(null));
      if (!same) {
        abandon();
        disk.createFolder(draft());
        if (key.isPresent()) {
          disk.write(draft().resolve(KEY), key.get(), true);
        }
      }
      disk.delete(draft().resolve(ROOM));
      disk.write(draft().resolve(ROOM), new byte[ROOM_BYTES], false);
    } catch (IOException e) {
      throw trouble("nothing can be written in " + folder, e);
    }
  }

  /** Returns the key of a request that did not come to its end, so that it can be asked again. */
  Optional<byte[]> unfinishedKey() {
    return read(draft().resolve(KEY));
  }

  /**
   * Replaces the files. What is not given anew stays.
   *
   * @throws FileTrouble if that cannot be; the old files are what they were
   */
  void commit(Map<String, byte[]> files) {
    Undisturbed.run(() -> write(files));
  }

  private void write(Map<String, byte[]> files) {
    try {
      disk.delete(draft().resolve(ROOM));
      var all = new LinkedHashMap<>(files);
      all.forEach((name, _) -> requireKnown(name));
      for (var name : FILES) {
        var fresh = draft().resolve(name);
        if (all.containsKey(name)) {
          disk.delete(fresh);
          disk.write(fresh, all.get(name), name.equals(KEY));
        }
        var old = read(folder.resolve(name));
        disk.delete(draft().resolve(name + OLD));
        if (old.isPresent()) {
          disk.write(draft().resolve(name + OLD), old.get(), name.equals(KEY));
        }
      }
      disk.move(draft(), next());
    } catch (IOException e) {
      throw trouble("the certificate cannot be written in " + folder, e);
    }
    recover();
  }

  private static void requireKnown(String name) {
    if (!FILES.contains(name)) {
      throw new IllegalArgumentException("no file of a device: " + name);
    }
  }

  /**
   * Puts the files before these in their place, and these behind {@code .old}: all or none. The
   * record stays, since knowing whom to trust does not depend on it.
   *
   * @throws FileTrouble if that cannot be; everything is what it was then
   */
  void restore() {
    var files = new LinkedHashMap<String, byte[]>();
    for (var name : List.of(KEY, CERTIFICATE, CHAIN)) {
      before(name).ifPresent(content -> files.put(name, content));
    }
    prepare(Optional.empty());
    commit(files);
  }

  /**
   * Replaces the record alone, in one step.
   *
   * @throws FileTrouble if that cannot be; the record is what it was then
   */
  void replaceRecord(byte[] content) {
    var fresh = folder.resolve(".crest-record");
    Undisturbed.run(() -> {
      try {
        disk.delete(fresh);
        disk.write(fresh, content, false);
        disk.move(fresh, folder.resolve(RECORD));
      } catch (IOException e) {
        throw trouble(RECORD + " cannot be written in " + folder, e);
      }
    });
  }

  /** Notes which certificate those who use it have not been told of yet. */
  void mark(String fingerprint) {
    try {
      disk.delete(folder.resolve(MARK));
      disk.write(folder.resolve(MARK), fingerprint.getBytes(US_ASCII), false);
    } catch (IOException e) {
      throw trouble("nothing can be written in " + folder, e);
    }
  }

  /** Forgets that there was one. */
  void unmark() {
    try {
      disk.delete(folder.resolve(MARK));
    } catch (IOException e) {
      throw trouble(folder.resolve(MARK) + " cannot be removed", e);
    }
  }

  /** Returns the fingerprint of the certificate that was noted. */
  Optional<String> marked() {
    return read(folder.resolve(MARK)).map(content -> new String(content, US_ASCII));
  }

  /** Returns whether there is an identity here, or what is left of one. */
  static boolean at(Path folder) {
    return Files.exists(folder.resolve(RECORD))
        || Files.exists(folder.resolve(CERTIFICATE))
        || Files.exists(folder.resolve(".crest-next"));
  }

  /** Forgets what was prepared. */
  void abandon() {
    try {
      if (Files.isDirectory(draft())) {
        for (var name : FILES) {
          disk.delete(draft().resolve(name));
          disk.delete(draft().resolve(name + OLD));
        }
        disk.delete(draft().resolve(ROOM));
        disk.delete(draft());
      }
    } catch (IOException e) {
      throw trouble(draft() + " cannot be removed", e);
    }
  }

  /** Returns the content of one of the files. */
  Optional<byte[]> content(String name) {
    return read(folder.resolve(name));
  }

  /** Returns the content of one of the files before these. */
  Optional<byte[]> before(String name) {
    return read(folder.resolve(name + OLD));
  }

  private static Optional<byte[]> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      throw trouble(file + " cannot be read", e);
    }
  }

  static FileTrouble trouble(String what, Exception e) {
    var because =
        switch (e) {
          case AccessDeniedException _ -> "permission is denied; run this as the owner";
          case FileSystemException named when named.getReason() != null ->
              named.getReason() + "; make room, or give another --directory";
          case IOException other when other.getMessage() != null -> other.getMessage();
          default -> "the file system refuses";
        };
    return new FileTrouble(what + ": " + because, e);
  }
}
