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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    } catch (FailingDisk.PowerCut e) {
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

  private static final Duration ENOUGH = Duration.ofSeconds(20);

  private Handover handover(Disk disk, int exit) throws IOException {
    var program = folder.resolve("hook-" + exit);
    if (!Files.exists(program)) {
      Files.writeString(
          program, "#!/bin/sh\ncat device.json >> told-%d; exit %d\n".formatted(exit, exit));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    var device = new DeviceFolder(folder, disk);
    return new Handover(device, Optional.of(new Hook(program, ENOUGH)), InstantSource.system());
  }

  /** What the daemon does with the files: replace, run the hook, and put back where that fails. */
  private void renew(Disk disk, int exit) {
    try {
      var handover = handover(disk, exit);
      var device = new DeviceFolder(folder, disk);
      device.recover();
      if (!handover.isOpen()) {
        device.prepare(Optional.empty());
        handover.announce(
            Certificates.read(second.files().get(DeviceFolder.CERTIFICATE)).getFirst());
        device.commit(second.files());
      }
      handover.complete();
    } catch (Hook.Failed e) {
      // Told, and tried again later.
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private boolean told() throws IOException {
    return Files.exists(folder.resolve("told-0"))
        && Files.readString(folder.resolve("told-0")).contains("second");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @DisplayName(
      "C-ENROLL-10 the power goes while a certificate is handed over, and taken back: key and"
          + " certificate fit always, and the hook gets to know of the new one in the end")
  void handingOver(int exit) throws Exception {
    for (var within : new boolean[] {false, true}) {
      int changes = 0;
      while (true) {
        startWithFirst();
        int at = changes;
        boolean cut = cut(() -> renew(new FailingDisk(at, within), exit));
        var when = "power cut at change " + at + (within ? ", within" : "");
        new DeviceFolder(folder, Disk.real()).recover();
        var found = identity().key().publicKeyInfo();
        boolean isSecond = found.equals(second.key().publicKeyInfo());
        assertThat(isSecond || found.equals(first.key().publicKeyInfo())).as(when).isTrue();
        if (isSecond && !told()) {
          assertThat(handover(Disk.real(), 0).isOpen()).as(when).isTrue();
        }
        renew(Disk.real(), 0);
        assertThat(told()).as(when).isTrue();
        assertThat(identity().key().publicKeyInfo())
            .as(when)
            .isEqualTo(second.key().publicKeyInfo());
        assertThat(handover(Disk.real(), 0).isOpen()).as(when).isFalse();
        if (!cut) {
          break;
        }
        changes++;
      }
      assertThat(changes).isGreaterThan(15);
    }
  }

  @Test
  @DisplayName("C-ENROLL-10 the power goes while the record alone is replaced")
  void recordAlone() throws Exception {
    for (var within : new boolean[] {false, true}) {
      for (int at = 0; at < 4; at++) {
        startWithFirst();
        int change = at;
        cut(() ->
            new DeviceFolder(folder, new FailingDisk(change, within))
                .replaceRecord("changed".getBytes(UTF_8)));
        var device = new DeviceFolder(folder, Disk.real());
        assertThat(new String(device.content(DeviceFolder.RECORD).orElseThrow(), UTF_8))
            .isIn("first", "changed");
        device.replaceRecord("later".getBytes(UTF_8));
        assertThat(device.content(DeviceFolder.RECORD)).hasValue("later".getBytes(UTF_8));
      }
    }
  }
}
