package dev.crest.cli.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Cuts the power at the nth change: before it, or in the middle of it. */
final class FailingDisk implements Disk {
  /** The power goes. */
  static final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Disk real = Disk.real();
  private final boolean within;
  private int left;

  FailingDisk(int left, boolean within) {
    this.left = left;
    this.within = within;
  }

  private boolean cut() {
    if (left-- > 0) {
      return false;
    }
    if (!within) {
      throw new PowerCut();
    }
    return true;
  }

  @Override
  public void createFolder(Path path) throws IOException {
    boolean cut = cut();
    real.createFolder(path);
    end(cut);
  }

  @Override
  public void write(Path file, byte[] content, boolean secret) throws IOException {
    boolean cut = cut();
    real.write(file, cut ? Arrays.copyOf(content, content.length / 2) : content, secret);
    end(cut);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    boolean cut = cut();
    real.move(from, to);
    end(cut);
  }

  @Override
  public void delete(Path file) throws IOException {
    boolean cut = cut();
    real.delete(file);
    end(cut);
  }

  private static void end(boolean cut) {
    if (cut) {
      throw new PowerCut();
    }
  }
}
