package dev.crest.server.jobs;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.server.auth.Caller;
import dev.crest.server.csr.NamedRequest;
import dev.crest.server.enrollment.EnrollmentReply;
import dev.crest.server.enrollment.KeyFile;
import dev.crest.server.enrollment.OperatorRequest;
import dev.crest.server.enrollment.OperatorRequest.Wanted;
import dev.crest.server.enrollment.RegistrationAuthority;
import dev.crest.server.hierarchy.Authorities;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.JobRecords.Job;
import dev.crest.server.store.JobRecords.JobKind;
import dev.crest.server.store.JobRuns.Draft;
import dev.crest.server.store.JobRuns.Lease;
import dev.crest.server.store.JobRuns.PendingRow;
import dev.crest.server.store.Reach;
import dev.crest.server.store.RowClaim;
import dev.crest.server.store.RowCompletion;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Batches of certificate requests: each row is a CSR, or names for which the server makes a key.
 * They travel the same road as every other request.
 */
public final class CertificateRequests implements RowHandler {
  private static final String CSR = "csr";
  private static final Columns COLUMNS =
      new Columns(
          name ->
              name.equals(CSR) || name.equals(NamedRequest.KEY_TYPE) || NamedRequest.knows(name),
          name -> name.startsWith("san."),
          new LinkedHashSet<>(
              List.of("subject.common_name", "subject.serial_number", "san.dns_name")),
          true,
          "csr, key_type, subject.common_name and the like, san.dns_name and the like");

  private final RegistrationAuthority registrationAuthority;
  private final Authorities authorities;
  private final InstantSource clock;

  public CertificateRequests(
      RegistrationAuthority registrationAuthority, Authorities authorities, InstantSource clock) {
    this.registrationAuthority = registrationAuthority;
    this.authorities = authorities;
    this.clock = clock;
  }

  @Override
  public JobKind kind() {
    return JobKind.CERTIFICATE_REQUESTS;
  }

  @Override
  public Columns columns() {
    return COLUMNS;
  }

  @Override
  public Draft prepare(
      Actor actor, Reach reach, String name, String targetId, Map<String, String> options) {
    var operator = OperatorRequest.operator(actor, reach);
    var policy = permitted(operator, targetId);
    return new Draft(policy.accountId(), policy.divisionId(), kind(), name, policy.id(), options);
  }

  /** Either a CSR or names will be in each row; a policy that takes one of the two is enough. */
  private CertificateManagementPolicy permitted(Caller.Operator operator, String policyId) {
    var names = new Wanted.Named(new NamedRequest(Map.of(), Optional.empty()));
    var batch =
        request("", operator, policyId, new Wanted.Signed(new byte[0]), clock.instant(), Map.of());
    try {
      return registrationAuthority.permitted(batch);
    } catch (Refused refused) {
      if (!refused.reason().equals("keypair-generation-server-side")) {
        throw refused;
      }
      return registrationAuthority.permitted(
          request("", operator, policyId, names, clock.instant(), Map.of()));
    }
  }

  @Override
  public boolean makesFile(Map<String, List<String>> fields) {
    return !fields.containsKey(CSR);
  }

  @Override
  public List<Fault> faults(Map<String, List<String>> fields) {
    if (fields.containsKey(CSR) && fields.size() > 1) {
      return List.of(Fault.of(CSR, "A row has either a certification request or names, not both."));
    }
    var type = fields.getOrDefault(NamedRequest.KEY_TYPE, List.of());
    if (!type.isEmpty() && keyType(type.getFirst()).isEmpty()) {
      return List.of(
          Fault.of(
              NamedRequest.KEY_TYPE,
              "The key type must be one of "
                  + String.join(
                      ", ", Arrays.stream(KeyType.values()).map(CertificateRequests::name).toList())
                  + "."));
    }
    return List.of();
  }

  private static Optional<KeyType> keyType(String text) {
    return Arrays.stream(KeyType.values())
        .filter(type -> name(type).equals(text) || type.title().equals(text))
        .findFirst();
  }

  private static String name(KeyType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public int rowsAtOnce() {
    // The ledger gathers what is issued at the same time.
    return 1;
  }

  @Override
  public void handle(Lease lease, List<PendingRow> rows, String password) {
    rows.forEach(row -> handle(lease, row, password));
  }

  private void handle(Lease lease, PendingRow row, String password) {
    var job = lease.job();
    var claim = new RowClaim(job.id(), lease.run(), row.number());
    var request =
        request(
            job.requestId(),
            operator(job),
            job.targetId(),
            wanted(row.fields()),
            job.createdAt(),
            Map.of("method", "batch", "job", job.id(), "row", Long.toString(row.number())));
    var reply =
        registrationAuthority.request(
            request,
            (certificate, pkcs8) ->
                new RowCompletion(claim, file(job, certificate, pkcs8, password)));
    if (reply instanceof EnrollmentReply.KeyGenerated generated) {
      Arrays.fill(generated.pkcs8(), (byte) 0);
    }
  }

  private Optional<byte[]> file(Job job, Certificate certificate, byte[] pkcs8, String password) {
    if (pkcs8.length == 0) {
      return Optional.empty();
    }
    if (password.isEmpty()) {
      throw new IllegalStateException("job " + job.id() + " has no password for its keys");
    }
    var above = authorities.above(certificate);
    return Optional.of(KeyFile.write(KeyFile.Format.PKCS12, pkcs8, certificate, above, password));
  }

  private static Wanted wanted(Map<String, List<String>> fields) {
    if (fields.containsKey(CSR)) {
      return new Wanted.Signed(fields.get(CSR).getFirst().getBytes(StandardCharsets.UTF_8));
    }
    var names = new LinkedHashMap<>(fields);
    var type = Optional.ofNullable(names.remove(NamedRequest.KEY_TYPE));
    return new Wanted.Named(
        new NamedRequest(names, type.flatMap(texts -> keyType(texts.getFirst()))));
  }

  /** Returns whoever made the job, who can have no more of it than its own division. */
  private static Caller.Operator operator(Job job) {
    var address =
        job.address().isEmpty()
            ? InetAddress.getLoopbackAddress()
            : InetAddress.ofLiteral(job.address());
    return new Caller.Operator(
        address, job.createdBy(), job.accountId(), Optional.of(Set.of(job.divisionId())));
  }

  private static OperatorRequest request(
      String requestId,
      Caller.Operator operator,
      String policyId,
      Wanted wanted,
      Instant asked,
      Map<String, String> origin) {
    return new OperatorRequest(
        requestId,
        operator,
        policyId,
        Method.BATCH_REQUEST,
        wanted,
        Optional.empty(),
        asked,
        origin);
  }
}
