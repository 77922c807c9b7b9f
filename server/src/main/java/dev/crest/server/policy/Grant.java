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
  private final Optional<IssuedCertificate> deviceCertificate;
  private final Optional<GroupAssignment> assignment;

  Grant(
      CertificateManagementPolicy policy,
      EstOperation operation,
      Caller caller,
      Optional<Credential> credential,
      Optional<IssuedCertificate> renewed,
      Optional<IssuedCertificate> deviceCertificate,
      Optional<GroupAssignment> assignment) {
    this.policy = policy;
    this.operation = operation;
    this.caller = caller;
    this.credential = credential;
    this.renewed = renewed;
    this.deviceCertificate = deviceCertificate;
    this.assignment = assignment;
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
   * Returns the credential that authenticated the caller; empty for simplereenroll, and where a
   * device asks with a certificate of its own.
   */
  public Optional<Credential> credential() {
    return credential;
  }

  /** Returns the certificate being renewed, for simplereenroll. */
  public Optional<IssuedCertificate> renewed() {
    return renewed;
  }

  /**
   * Returns the certificate with which a device asks for a further one; present where there is
   * neither a credential nor a renewal.
   */
  public Optional<IssuedCertificate> deviceCertificate() {
    return deviceCertificate;
  }

  /** Returns the assignment to the device group of the URL; empty on every other URL. */
  public Optional<GroupAssignment> assignment() {
    return assignment;
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
