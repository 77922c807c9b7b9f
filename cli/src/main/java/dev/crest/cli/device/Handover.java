package dev.crest.cli.device;

import dev.crest.estclient.Certificates;
import dev.crest.estclient.Fingerprint;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.MalformedInput;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Hands a new certificate over to those who use it, by the hook. Where they don't take it the old
 * pair is put back, as long as that is valid, and the new one waits behind {@code .old}: the next
 * try takes it from there, so that none is issued in vain.
 *
 * <p>A mark in the folder says which certificate has not been handed over. It is set before the
 * certificate comes and goes when the hook has done its part, so that whenever the power goes the
 * hook is run, if need be once more.
 */
final class Handover {
  private final DeviceFolder folder;
  private final Optional<Hook> hook;
  private final InstantSource clock;

  Handover(DeviceFolder folder, Optional<Hook> hook, InstantSource clock) {
    this.folder = folder;
    this.hook = hook;
    this.clock = clock;
  }

  /** Notes that a certificate is about to come. */
  void announce(Certificate certificate) {
    if (hook.isPresent()) {
      folder.mark(Fingerprint.of(certificate).toString());
    }
  }

  /** Returns whether a certificate that is here has not been handed over yet. */
  boolean isOpen() {
    var mark = folder.marked();
    if (mark.isEmpty()) {
      return false;
    }
    if (hook.isPresent() && (isCurrent(mark.get()) || rejected(mark.get()).isPresent())) {
      return true;
    }
    folder.unmark();
    return false;
  }

  private boolean isCurrent(String mark) {
    return certificate(folder.content(DeviceFolder.CERTIFICATE))
        .filter(one -> Fingerprint.of(one).toString().equals(mark))
        .isPresent();
  }

  /** Returns the certificate that was not taken the last time, unless it is too old by now. */
  private Optional<Certificate> rejected(String mark) {
    return certificate(folder.before(DeviceFolder.CERTIFICATE))
        .filter(one -> Fingerprint.of(one).toString().equals(mark))
        .filter(one -> clock.instant().isBefore(RenewalTime.of(one)));
  }

  private static Optional<Certificate> certificate(Optional<byte[]> file) {
    try {
      return file.map(content -> Certificates.read(content).getFirst());
    } catch (MalformedInput damaged) {
      return Optional.empty();
    }
  }

  /**
   * Runs the hook, where there is one.
   *
   * @throws Hook.Failed if it failed
   */
  void complete() throws Hook.Failed, InterruptedException {
    var mark = folder.marked();
    if (hook.isEmpty() || mark.isEmpty()) {
      return;
    }
    if (!isCurrent(mark.get())) {
      folder.restore();
    }
    var fresh = certificate(folder.content(DeviceFolder.CERTIFICATE)).orElseThrow();
    try {
      hook.get().run(folder.path(), fresh);
    } catch (Hook.Failed e) {
      throw new Hook.Failed(e.getMessage() + "; " + takenBack());
    }
    folder.unmark();
  }

  private String takenBack() {
    Instant now = clock.instant();
    var old = certificate(folder.before(DeviceFolder.CERTIFICATE));
    if (old.isEmpty() || !now.isBefore(old.get().notAfter())) {
      return "the new certificate stays, since the old one has expired";
    }
    folder.restore();
    return "the old certificate is back in its place";
  }
}
