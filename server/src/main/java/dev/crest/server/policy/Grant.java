package dev.crest.server.policy;

import dev.crest.estwire.EstOperation;
import dev.crest.server.auth.Caller;
import dev.crest.server.auth.Credential;
import dev.crest.server.auth.IssuedCertificate;
import java.util.Optional;

/** A caller may do an operation under a policy. Made by {@link Policies} alone. */
public final class Grant {
  private final CertificateManagementPolicy policy;
  private final EstOperation operation;
  private final Caller caller;
  private final Optional<Credential> credential;
  private final Optional<IssuedCertificate> renewed;

  Grant(
      CertificateManagementPolicy policy,
      EstOperation operation,
      Caller caller,
      Optional<Credential> credential,
      Optional<IssuedCertificate> renewed) {
    this.policy = policy;
    this.operation = operation;
    this.caller = caller;
    this.credential = credential;
    this.renewed = renewed;
  }

  public CertificateManagementPolicy policy() {
    return policy;
  }

  public EstOperation operation() {
    return operation;
  }

  public Caller caller() {
    return caller;
  }

  /**
   * Returns the credential that authenticated the caller; empty for simplereenroll and for
   * operations that need none.
   */
  public Optional<Credential> credential() {
    return credential;
  }

  /** Returns the certificate being renewed, for simplereenroll. */
  public Optional<IssuedCertificate> renewed() {
    return renewed;
  }

  /**
   * Whether the credential's usage limit was already reached when last read. Such a grant is good
   * only for getting the reply of an earlier, identical request again; everything else is refused
   * like a wrong passcode.
   */
  public boolean exhausted() {
    return credential.filter(Credential::usedUp).isPresent();
  }
}
