package dev.crest.server.auth;

import dev.crest.server.auth.Credential.Proof;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Credentials held in memory, with a count of passcode look-ups. */
public final class HeldCredentials implements CredentialDirectory {
  private final PasscodeVerifier verifier;
  private final Map<String, List<Credential>> passcodes = new HashMap<>();
  private final List<Credential> others = new ArrayList<>();
  private final Map<String, IssuedCertificate> issued = new HashMap<>();
  private final AtomicInteger lookUps = new AtomicInteger();

  public HeldCredentials(PasscodeVerifier verifier) {
    this.verifier = verifier;
  }

  public HeldCredentials passcode(String value, Credential credential) {
    passcodes
        .computeIfAbsent(key(verifier.verifier(value)), _ -> new ArrayList<>())
        .add(credential);
    return this;
  }

  public HeldCredentials with(Credential credential) {
    others.add(credential);
    return this;
  }

  public HeldCredentials without(Credential credential) {
    others.remove(credential);
    return this;
  }

  public HeldCredentials issued(IssuedCertificate certificate) {
    issued.put(key(certificate.certificate().fingerprint()), certificate);
    return this;
  }

  public int lookUps() {
    return lookUps.get();
  }

  @Override
  public List<Credential> passcodes(byte[] sought) {
    lookUps.incrementAndGet();
    return passcodes.getOrDefault(key(sought), List.of());
  }

  @Override
  public List<Credential> authenticationCertificates(String fingerprint) {
    return others.stream()
        .filter(c ->
            c.kind() instanceof Proof.AuthenticationCertificate(var own) && own.equals(fingerprint))
        .toList();
  }

  @Override
  public List<Credential> authenticationAuthorities() {
    return others.stream().filter(c -> c.kind() instanceof Proof.AuthenticationAuthority).toList();
  }

  @Override
  public Optional<IssuedCertificate> issued(String fingerprint) {
    return Optional.ofNullable(issued.get(fingerprint));
  }

  private static String key(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
