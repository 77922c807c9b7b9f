package dev.crest.pkix;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The signature algorithms that Crest takes: SHA-256 or better, and parameters exactly as the RFCs
 * have them (RFC 4055 §3, §5; RFC 5758 §3.2; RFC 8410 §3; RFC 9881 §2). An algorithm that is not
 * here does not verify.
 */
enum SignatureScheme {
  ECDSA_SHA256("SHA256withECDSA", X9ObjectIdentifiers.ecdsa_with_SHA256, Parameters.ABSENT),
  ECDSA_SHA384("SHA384withECDSA", X9ObjectIdentifiers.ecdsa_with_SHA384, Parameters.ABSENT),
  ECDSA_SHA512("SHA512withECDSA", X9ObjectIdentifiers.ecdsa_with_SHA512, Parameters.ABSENT),
  RSA_SHA256("SHA256withRSA", PKCSObjectIdentifiers.sha256WithRSAEncryption, Parameters.NULL),
  RSA_SHA384("SHA384withRSA", PKCSObjectIdentifiers.sha384WithRSAEncryption, Parameters.NULL),
  RSA_SHA512("SHA512withRSA", PKCSObjectIdentifiers.sha512WithRSAEncryption, Parameters.NULL),
  PSS_SHA256("SHA256withRSA/PSS", PKCSObjectIdentifiers.id_RSASSA_PSS, Parameters.PSS_32),
  PSS_SHA384("SHA384withRSA/PSS", PKCSObjectIdentifiers.id_RSASSA_PSS, Parameters.PSS_48),
  PSS_SHA512("SHA512withRSA/PSS", PKCSObjectIdentifiers.id_RSASSA_PSS, Parameters.PSS_64),
  ED25519("Ed25519", EdECObjectIdentifiers.id_Ed25519, Parameters.ABSENT),
  ED448("Ed448", EdECObjectIdentifiers.id_Ed448, Parameters.ABSENT),
  ML_DSA_44("ML-DSA-44", NISTObjectIdentifiers.id_ml_dsa_44, Parameters.ABSENT),
  ML_DSA_65("ML-DSA-65", NISTObjectIdentifiers.id_ml_dsa_65, Parameters.ABSENT),
  ML_DSA_87("ML-DSA-87", NISTObjectIdentifiers.id_ml_dsa_87, Parameters.ABSENT);

  /** What stands in the parameters field. */
  private enum Parameters {
    ABSENT,
    /** NULL; absent is to be accepted as well (RFC 4055 §5). */
    NULL,
    PSS_32,
    PSS_48,
    PSS_64
  }

  private static final Map<ASN1ObjectIdentifier, SignatureScheme> BY_OID =
      Arrays.stream(values())
          .filter(scheme -> !scheme.pss())
          .collect(Collectors.toUnmodifiableMap(scheme -> scheme.oid, Function.identity()));
  private static final Set<SignatureScheme> PSS = Set.of(PSS_SHA256, PSS_SHA384, PSS_SHA512);

  private final String jca;

  @SuppressWarnings("Immutable") // It is immutable, only not annotated so.
  private final ASN1ObjectIdentifier oid;

  private final Parameters parameters;

  SignatureScheme(String jca, ASN1ObjectIdentifier oid, Parameters parameters) {
    this.jca = jca;
    this.oid = oid;
    this.parameters = parameters;
  }

  /** Returns the scheme that an identifier names, or empty where it is not accepted. */
  static Optional<SignatureScheme> of(AlgorithmIdentifier algorithm) {
    var scheme = BY_OID.get(algorithm.getAlgorithm());
    if (scheme != null) {
      return Optional.of(scheme).filter(s -> s.parametersFit(algorithm));
    }
    if (!PKCSObjectIdentifiers.id_RSASSA_PSS.equals(algorithm.getAlgorithm())) {
      return Optional.empty();
    }
    return PSS.stream().filter(s -> s.parametersFit(algorithm)).findAny();
  }

  /** Returns the scheme that keys of a type sign with. */
  static SignatureScheme of(KeyType type) {
    return switch (type) {
      case EC_P256 -> ECDSA_SHA256;
      case EC_P384 -> ECDSA_SHA384;
      case EC_P521 -> ECDSA_SHA512;
      case RSA_2048, RSA_3072, RSA_4096 -> RSA_SHA256;
      case ED25519 -> ED25519;
      case ED448 -> ED448;
      case ML_DSA_44 -> ML_DSA_44;
      case ML_DSA_65 -> ML_DSA_65;
      case ML_DSA_87 -> ML_DSA_87;
    };
  }

  /** Returns the identifier to write. */
  AlgorithmIdentifier identifier() {
    return switch (parameters) {
      case ABSENT -> new AlgorithmIdentifier(oid);
      case NULL -> new AlgorithmIdentifier(oid, DERNull.INSTANCE);
      case PSS_32 -> PssParameters.identifier(NISTObjectIdentifiers.id_sha256, 32);
      case PSS_48 -> PssParameters.identifier(NISTObjectIdentifiers.id_sha384, 48);
      case PSS_64 -> PssParameters.identifier(NISTObjectIdentifiers.id_sha512, 64);
    };
  }

  /** Whether keys of this algorithm make such signatures. */
  boolean fits(AlgorithmIdentifier key) {
    return switch (this) {
      case ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512 ->
          X9ObjectIdentifiers.id_ecPublicKey.equals(key.getAlgorithm());
      case RSA_SHA256, RSA_SHA384, RSA_SHA512, PSS_SHA256, PSS_SHA384, PSS_SHA512 ->
          PKCSObjectIdentifiers.rsaEncryption.equals(key.getAlgorithm());
      case ED25519, ED448, ML_DSA_44, ML_DSA_65, ML_DSA_87 -> oid.equals(key.getAlgorithm());
    };
  }

  /** Verifies the signature over the bytes from {@code from} to {@code to}; never throws. */
  boolean verify(PublicKey key, byte[] bytes, int from, int to, byte[] signature) {
    try {
      var verifier = engine(key);
      verifier.initVerify(key);
      verifier.update(bytes, from, to - from);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      // Providers throw for what is malformed and return false for what is wrong.
      return false;
    }
  }

  byte[] sign(PrivateKey key, byte[] message) {
    try {
      var signer = engine(key);
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("the key does not sign with " + jca, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with " + jca + " failed", e);
    }
  }

  private Signature engine(Key key) throws GeneralSecurityException {
    var provider = Providers.of(key);
    return provider.isPresent()
        ? Signature.getInstance(jca, provider.get())
        : Signature.getInstance(jca);
  }

  private boolean pss() {
    return jca.endsWith("/PSS");
  }

  private boolean parametersFit(AlgorithmIdentifier algorithm) {
    var found = algorithm.getParameters();
    return switch (parameters) {
      case ABSENT -> found == null;
      case NULL -> found == null || DERNull.INSTANCE.equals(found.toASN1Primitive());
      case PSS_32, PSS_48, PSS_64 -> found != null && PssParameters.fit(identifier(), found);
    };
  }
}
