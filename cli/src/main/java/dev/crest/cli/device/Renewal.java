package dev.crest.cli.device;

import dev.crest.cli.connect.WrongUsage;
import dev.crest.estclient.CaCertificates;
import dev.crest.estclient.DeviceKey;
import dev.crest.estclient.Enrollment;
import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.EnrollmentRequest;
import dev.crest.estclient.EstClient;
import dev.crest.estclient.EstException;
import dev.crest.estclient.Identity;
import dev.crest.pkix.MalformedInput;
import java.time.InstantSource;
import java.util.Optional;

/** Renews the certificate of one folder: the part that one shot and daemon have in common. */
final class Renewal {
  private final DeviceFolder folder;
  private final ServerChoice server;
  private final boolean newKey;
  private final InstantSource clock;

  /**
   * @param server as whom to ask, where the certificate does not speak for itself
   * @param newKey whether the key is changed, too
   */
  Renewal(DeviceFolder folder, ServerChoice server, boolean newKey, InstantSource clock) {
    this.folder = folder;
    this.server = server;
    this.newKey = newKey;
    this.clock = clock;
  }

  /**
   * Returns what is in the folder.
   *
   * @throws FileTrouble if there is none, or it cannot be used
   */
  Identity identity() {
    try {
      return Identity.read(
          needed(DeviceFolder.KEY), server.passphrase(), needed(DeviceFolder.CHAIN));
    } catch (MalformedInput e) {
      throw new FileTrouble(
          "the key and the certificate in "
              + folder.path().normalize()
              + " cannot be used: "
              + e.getMessage(),
          e);
    }
  }

  /**
   * Returns where to ask and whom to trust.
   *
   * @throws FileTrouble if that is not known
   */
  DeviceRecord record() {
    return DeviceRecord.read(needed(DeviceFolder.RECORD));
  }

  private byte[] needed(String name) {
    return folder
        .content(name)
        .orElseThrow(() ->
            new FileTrouble(
                "there is no "
                    + name
                    + " in "
                    + folder.path().normalize()
                    + "; crest enroll makes it, --directory says where it is"));
  }

  /**
   * Asks for a new certificate. Whether it can be kept is found out before that.
   *
   * @throws FileTrouble if the folder cannot be written
   * @throws WrongUsage if the options cannot be followed
   */
  Enrollment ask(Identity old, DeviceRecord record) throws EstException, InterruptedException {
    var request = request(old);
    folder.prepare(newKey ? request.key().map(this::file) : Optional.empty());
    return client(record).reenroll(request);
  }

  /** Fetches the CA certificates. */
  CaCertificates authorities(DeviceRecord record) throws EstException, InterruptedException {
    return client(record).caCertificates();
  }

  private EstClient client(DeviceRecord record) {
    return server
        .builder(record.url())
        .trust(record.trust())
        .linking(record.linking())
        .clock(clock)
        .build();
  }

  /** Puts what was issued in its place. */
  void place(Issued issued, DeviceRecord record) {
    var key = newKey ? Optional.of(file(issued.key())) : Optional.<byte[]>empty();
    new Placing(folder).place(issued, key, record.with(issued.authorities().trust()));
  }

  private byte[] file(DeviceKey key) {
    return Placing.file(key, server.passphrase());
  }

  private EnrollmentRequest request(Identity old) {
    var builder = EnrollmentRequest.renewing(old);
    if (newKey) {
      builder.newKey(old.key().type()).keeping(key -> folder.prepare(Optional.of(file(key))));
      unfinished().ifPresent(builder::key);
    }
    return builder.build();
  }

  private Optional<DeviceKey> unfinished() {
    try {
      return folder.unfinishedKey().map(key -> DeviceKey.read(key, server.passphrase()));
    } catch (MalformedInput cutOff) {
      return Optional.empty();
    }
  }
}
