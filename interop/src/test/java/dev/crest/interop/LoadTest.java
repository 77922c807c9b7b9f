package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many clients at once with a passcode that is not good for all of them. */
class LoadTest {
  private static final int CLIENTS = 50;
  private static final int REQUESTS = 20;
  private static final int LIMIT = 700;
  private static final String PASSCODE = "limited0passcode0of0the0load0test";

  @RegisterExtension
  static final RunningCrest CREST =
      RunningCrest.with(
          """
          [{"passcode": {"name": "limited", "value": "%s", "usageLimit": %d}}]
          """
              .formatted(PASSCODE, LIMIT));

  @Test
  @DisplayName(
      "S-AUTH-05, S-ENROLL-11 1,000 enrolments by 50 clients with a passcode limited to 700 give exactly 700 certificates")
  void limitedPasscode() throws Exception {
    var answers = enrollAll();

    var issued =
        answers.stream()
            .filter(answer -> answer.status() == 200)
            .map(CertsOnlyMessage::issued)
            .toList();
    var refused = answers.stream().filter(answer -> answer.status() != 200).toList();
    assertThat(answers).hasSize(CLIENTS * REQUESTS);
    assertThat(refused).allSatisfy(answer -> answer.expect(401));
    assertThat(issued).hasSize(LIMIT);
    assertThat(issued.stream().map(X509Certificate::getSerialNumber)).doesNotHaveDuplicates();
    assertThat(issued.stream().map(X509Certificate::getPublicKey)).doesNotHaveDuplicates();
    CREST.process().stop();
    everythingIsAccountedFor(issued);
  }

  private static void everythingIsAccountedFor(List<X509Certificate> issued) {
    var credential = CREST.made(0);
    try (var store = SqliteStore.open(CREST.data())) {
      assertThat(encodings(store.certificates())).containsAll(encodings(issued));
      assertThat(
              store.number("select count(*) from certificate where credential_id = ?", credential))
          .as("certificates of the passcode in the store")
          .isEqualTo(LIMIT);
      assertThat(store.number("select uses from credential where id = ?", credential))
          .as("counted uses")
          .isEqualTo(LIMIT);
      assertThat(store.number("select count(*) from certificate"))
          .isEqualTo(store.number("select count(distinct serial) from certificate"));
      assertThat(
              store.number(
                  "select count(*) from audit_event where reason = ?", "credential-used-up"))
          .as("recorded refusals of the used-up passcode")
          .isEqualTo(CLIENTS * REQUESTS - LIMIT);
      assertThat(
              store.number(
                  "select count(distinct request_id) from audit_event where reason = ?",
                  "credential-used-up"))
          .as("each with the id of its request")
          .isEqualTo(CLIENTS * REQUESTS - LIMIT);
    }
    var verdict =
        CrestProcess.run(CREST.data(), "audit", "verify", "--data", CREST.data().toString());
    assertThat(verdict.good().text()).contains("records verified");
  }

  private static List<String> encodings(List<X509Certificate> certificates) {
    return certificates.stream().map(LoadTest::encoding).toList();
  }

  private static String encoding(X509Certificate certificate) {
    try {
      return HexFormat.of().formatHex(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  private static List<HttpAnswer> enrollAll() throws InterruptedException, ExecutionException {
    var fleet = EnrollingFleet.of(CREST.quickstart(), Quickstart.basic("user:" + PASSCODE));
    var answers = new ArrayList<HttpAnswer>();
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      var clients = new ArrayList<Callable<List<HttpAnswer>>>();
      for (int i = 0; i < CLIENTS; i++) {
        int number = i;
        // Every other client opens a connection for each of its requests.
        clients.add(() -> fleet.enroll(number, REQUESTS, number % 2 == 0));
      }
      for (var client : threads.invokeAll(clients)) {
        answers.addAll(client.get());
      }
    }
    return answers;
  }
}
