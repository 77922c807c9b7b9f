package dev.crest.server.csr;

import dev.crest.pkix.KeyType;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/**
 * The key is of a type that the profile allows and is not one that can be broken. Whether an
 * EC point lies on its curve is found out by {@link ProofOfPossession}, which has to decode the
 * key.
 */
final class KeyStrength implements Check {
  static final String FIELD = "public_key";

  private static final String WEAK = "weak-key";
  private static final int UNCOMPRESSED_POINT = 4;

  /** Keys that cannot sign, so that PKCS#10 cannot prove their possession (S-ENROLL-12/13). */
  private static final Set<ASN1ObjectIdentifier> NOT_SIGNING =
      Set.of(
          EdECObjectIdentifiers.id_X25519,
          EdECObjectIdentifiers.id_X448,
          PKCSObjectIdentifiers.dhKeyAgreement,
          X9ObjectIdentifiers.dhpublicnumber,
          NISTObjectIdentifiers.id_alg_ml_kem_512,
          NISTObjectIdentifiers.id_alg_ml_kem_768,
          NISTObjectIdentifiers.id_alg_ml_kem_1024);

  @Override
  public void examine(Submission submission, Draft draft) {
    if (submission.generatesKey()) {
      return;
    }
    var key = submission.request().publicKey();
    var algorithm = key.getAlgorithm().getAlgorithm();
    if (key.getPublicKeyData().getPadBits() != 0) {
      draft.fault("key-invalid", FIELD, "The public key is not a valid key.");
    } else if (NOT_SIGNING.contains(algorithm)) {
      draft.fault(
          "key-cannot-sign",
          FIELD,
          "A key that cannot sign cannot be enrolled with a PKCS#10 request.");
    } else if (PKCSObjectIdentifiers.rsaEncryption.equals(algorithm)) {
      rsa(key, submission, draft);
    } else {
      allowed(submission, draft)
          .flatMap(type -> pointProblem(type, key.getPublicKeyData().getOctets()))
          .ifPresent(problem -> draft.fault(WEAK, FIELD, problem));
    }
  }

  /** Returns the key's type where the profile allows it; otherwise that is a fault. */
  private static Optional<KeyType> allowed(Submission submission, Draft draft) {
    var rule = submission.profile().keys();
    var type = KeyType.of(submission.request().publicKey());
    if (type.filter(rule::allows).isPresent()) {
      return type;
    }
    draft.fault(
        "key-type-not-allowed",
        FIELD,
        type.map(t -> "A key of type " + t.title()).orElse("A key of this type or size")
            + " is not allowed; allowed are "
            + rule.allowed().stream().map(KeyType::title).collect(Collectors.joining(", "))
            + ".");
    return Optional.empty();
  }

  private static void rsa(SubjectPublicKeyInfo key, Submission submission, Draft draft) {
    var numbers = numbers(key);
    var problem =
        numbers.isEmpty()
            ? Optional.of("The RSA public key is not well-formed.")
            : RsaStrength.problem(numbers.get(0), numbers.get(1));
    problem.ifPresent(sentence -> draft.fault(WEAK, FIELD, sentence));
    boolean allowed = allowed(submission, draft).isPresent();
    // The search for factors is dear: not for sizes that are refused, nor for keys judged before.
    if (allowed
        && problem.isEmpty()
        && !submission.keepsKey()
        && RsaStrength.factorable(numbers.getFirst())) {
      draft.fault(WEAK, FIELD, "The RSA modulus can be factored; make a new key.");
    }
  }

  /**
   * Returns modulus and exponent as signed numbers (Bouncy Castle's RSAPublicKey would read
   * negative ones as positive), or nothing where they cannot be read.
   */
  private static List<BigInteger> numbers(SubjectPublicKeyInfo key) {
    try {
      var rsa = ASN1Sequence.getInstance(key.parsePublicKey());
      return rsa.size() == 2
          ? List.of(
              ASN1Integer.getInstance(rsa.getObjectAt(0)).getValue(),
              ASN1Integer.getInstance(rsa.getObjectAt(1)).getValue())
          : List.of();
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      return List.of();
    }
  }

  private static Optional<String> pointProblem(KeyType type, byte[] octets) {
    return switch (type) {
      case EC_P256, EC_P384, EC_P521 ->
          octets.length > 0 && octets[0] == UNCOMPRESSED_POINT
              ? Optional.empty()
              : Optional.of("An EC public key is an uncompressed point (RFC 5480 §2.2).");
      // With a point of small order anyone can "sign": it proves possession of nothing.
      case ED25519 ->
          octets.length == Ed25519.PUBLIC_KEY_SIZE && Ed25519.validatePublicKeyFull(octets, 0)
              ? Optional.empty()
              : Optional.of("The Ed25519 public key is not a point of the right order.");
      case ED448 ->
          octets.length == Ed448.PUBLIC_KEY_SIZE && Ed448.validatePublicKeyFull(octets, 0)
              ? Optional.empty()
              : Optional.of("The Ed448 public key is not a point of the right order.");
      case RSA_2048, RSA_3072, RSA_4096, ML_DSA_44, ML_DSA_65, ML_DSA_87 -> Optional.empty();
    };
  }
}
