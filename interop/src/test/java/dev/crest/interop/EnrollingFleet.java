package dev.crest.interop;

import java.io.IOException;
import java.net.URI;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/** Devices that enrol one after the other on threads of the caller. Thread-safe. */
record EnrollingFleet(URI enrollUrl, String authorization, SSLContext tls) {
  static EnrollingFleet of(Quickstart quickstart, String authorization) {
    var trust = ClientTls.trusting(Verification.read(quickstart.trustAnchorFile()));
    var provider = Objects.requireNonNull(Security.getProvider("SunJSSE"));
    return new EnrollingFleet(
        quickstart.enrollUrl(), authorization, ClientTls.context(provider, trust));
  }

  /** Enrols devices, each with a key of its own, on one kept connection or on a fresh one each. */
  List<HttpAnswer> enroll(int client, int requests, boolean fresh) throws IOException {
    var answers = new ArrayList<HttpAnswer>();
    while (answers.size() < requests) {
      try (var connection = EstConnection.open(tls, enrollUrl)) {
        do {
          var device = Device.named("device-" + client + "-" + answers.size() + ".example");
          answers.add(enroll(connection, device));
        } while (!fresh && connection.reusable() && answers.size() < requests);
      }
    }
    return answers;
  }

  HttpAnswer enroll(EstConnection connection, Device device) throws IOException {
    return connection.post(enrollUrl, authorization, Device.base64(device.request()));
  }
}
