package dev.crest.cli.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.estclient.Certificates;
import dev.crest.estclient.DeviceKey;
import dev.crest.estclient.Identity;
import dev.crest.pkix.KeyType;
import dev.crest.testkit.HeldCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C-ENROLL-10: the power goes before, within and after every single change to the folder, and once
 * more while what was cut off is brought to its end. There is a working identity always.
 */
class PowerCutTest {
  @TempDir Path folder = Path.of("");

  private final HeldCertificate root =
      new HeldCertificate.Builder().commonName("Root").certificateAuthority().build();
  private final Made first = made("first");
  private final Made second = made("second");

  private record Made(DeviceKey key, Map<String, byte[]> files) {}

  private Made made(String name) {
    var held =
        new HeldCertificate.Builder()
            .commonName("d1")
            .keyType(KeyType.EC_P256)
            .signedBy(root)
            .build();
    var key = DeviceKey.of(held.keyPair());
    var pem = Certificates.pem(List.of(held.certificate()));
    return new Made(
        key,
        Map.of(
            DeviceFolder.KEY,
            key.pem(),
            DeviceFolder.CERTIFICATE,
            pem,
            DeviceFolder.CHAIN,
            pem,
            DeviceFolder.RECORD,
            name.getBytes(UTF_8)));
  }

  /** The power goes. */
  private static final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Cuts the power at the nth change: before it, or in the middle of it. */
  private static final class FailingDisk implements Disk {
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

  private void replace(Disk disk) {
    var device = new DeviceFolder(folder, disk);
    device.recover();
    device.prepare(Optional.of(second.key().pem()));
    device.commit(second.files());
  }

  private void startWithFirst() throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
    var device = new DeviceFolder(folder, Disk.real());
    device.prepare(Optional.empty());
    device.commit(first.files());
  }

  /** Runs something until the power goes; says whether it did. */
  private static boolean cut(Runnable what) {
    try {
      what.run();
      return false;
    } catch (PowerCut e) {
      return true;
    }
  }

  private Identity identity() {
    var device = new DeviceFolder(folder, Disk.real());
    return Identity.read(
        device.content(DeviceFolder.KEY).orElseThrow(),
        new char[0],
        device.content(DeviceFolder.CHAIN).orElseThrow());
  }

  private void assertWorking(String when) {
    new DeviceFolder(folder, Disk.real()).recover();
    var found = identity();
    var record =
        new String(
            new DeviceFolder(folder, Disk.real()).content("device.json").orElseThrow(), UTF_8);
    var expected = record.equals("first") ? first : second;
    assertThat(found.key().publicKeyInfo()).as(when).isEqualTo(expected.key().publicKeyInfo());
    assertThat(
            new DeviceFolder(folder, Disk.real()).content(DeviceFolder.CERTIFICATE).orElseThrow())
        .as(when)
        .isEqualTo(expected.files().get(DeviceFolder.CERTIFICATE));
    assertThat(folder.resolve(".crest-next")).doesNotExist();
  }

  @Test
  @DisplayName(
      "C-ENROLL-10 the power goes at every change: old or new, whole, and the next try succeeds")
  void everyChange() throws Exception {
    for (var within : new boolean[] {false, true}) {
      int changes = 0;
      while (true) {
        startWithFirst();
        int at = changes;
        if (!cut(() -> replace(new FailingDisk(at, within)))) {
          break;
        }
        assertWorking("power cut at change " + at + (within ? ", within" : ""));
        replace(Disk.real());
        assertThat(identity().key().publicKeyInfo()).isEqualTo(second.key().publicKeyInfo());
        changes++;
      }
      assertThat(changes).isGreaterThan(15);
      assertThat(identity().key().publicKeyInfo()).isEqualTo(second.key().publicKeyInfo());
    }
  }

  @Test
  @DisplayName("C-ENROLL-10 the power goes again while a replacement is brought to its end")
  void twice() throws Exception {
    for (int first = 0; first < 40; first++) {
      for (int second = 0; second < 12; second++) {
        startWithFirst();
        int one = first;
        int other = second;
        if (!cut(() -> replace(new FailingDisk(one, true)))) {
          return;
        }
        cut(() -> new DeviceFolder(folder, new FailingDisk(other, true)).recover());
        assertWorking("power cuts at " + one + " and " + other);
      }
    }
  }

  @Test
  @DisplayName("the pair before is kept")
  void old() throws Exception {
    startWithFirst();
    replace(Disk.real());
    assertThat(Files.readAllBytes(folder.resolve("device.key.old")))
        .isEqualTo(first.files().get(DeviceFolder.KEY));
    assertThat(Files.readAllBytes(folder.resolve("device.crt.old")))
        .isEqualTo(first.files().get(DeviceFolder.CERTIFICATE));
  }
}
