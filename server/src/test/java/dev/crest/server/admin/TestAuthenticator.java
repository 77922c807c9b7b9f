package dev.crest.server.admin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** An authenticator and the browser before it, with one P-256 key; immutable. */
final class TestAuthenticator {
  private static final int PRESENT = 0x01;
  private static final int VERIFIED = 0x04;
  private static final int ATTESTED = 0x40;

  private final String relyingParty;
  private final String origin;
  private final String userId;
  private final KeyPair pair;
  private final byte[] credentialId;
  private final int flags;
  private final int counter;
  private final boolean forged;

  private TestAuthenticator(
      String relyingParty,
      String origin,
      String userId,
      KeyPair pair,
      byte[] credentialId,
      int flags,
      int counter,
      boolean forged) {
    this.relyingParty = relyingParty;
    this.origin = origin;
    this.userId = userId;
    this.pair = pair;
    this.credentialId = credentialId;
    this.flags = flags;
    this.counter = counter;
    this.forged = forged;
  }

  TestAuthenticator(String relyingParty, String origin, String userId) {
    this(relyingParty, origin, userId, key(), id(), PRESENT | VERIFIED, 0, false);
  }

  /** Another one for the same person. */
  TestAuthenticator(TestAuthenticator like) {
    this(like.relyingParty, like.origin, like.userId);
  }

  private static KeyPair key() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] id() {
    var id = new byte[16];
    new SecureRandom().nextBytes(id);
    return id;
  }

  TestAuthenticator at(String other) {
    return new TestAuthenticator(
        relyingParty, other, userId, pair, credentialId, flags, counter, forged);
  }

  TestAuthenticator relyingParty(String other) {
    return new TestAuthenticator(other, origin, userId, pair, credentialId, flags, counter, forged);
  }

  TestAuthenticator unverified() {
    return new TestAuthenticator(
        relyingParty, origin, userId, pair, credentialId, PRESENT, counter, forged);
  }

  TestAuthenticator forged() {
    return new TestAuthenticator(
        relyingParty, origin, userId, key(), credentialId, flags, counter, true);
  }

  TestAuthenticator counting(int other) {
    return new TestAuthenticator(
        relyingParty, origin, userId, pair, credentialId, flags, other, forged);
  }

  /** Answers {@code navigator.credentials.create}, as toJSON gives it. */
  String create(String challenge) {
    var attestation = new ByteArrayOutputStream();
    attestation.write(0xa3);
    text(attestation, "fmt");
    text(attestation, "none");
    text(attestation, "attStmt");
    attestation.write(0xa0);
    text(attestation, "authData");
    bytes(attestation, data(true));
    return """
    {"id":"%1$s","rawId":"%1$s","type":"public-key","clientExtensionResults":{},"response":\
    {"clientDataJSON":"%2$s","attestationObject":"%3$s","transports":["internal"]}}\
    """
        .formatted(
            base64url(credentialId),
            base64url(clientData("webauthn.create", challenge)),
            base64url(attestation.toByteArray()));
  }

  /** Answers {@code navigator.credentials.get}, as toJSON gives it. */
  String get(String challenge) {
    var client = clientData("webauthn.get", challenge);
    var data = data(false);
    return """
    {"id":"%1$s","rawId":"%1$s","type":"public-key","clientExtensionResults":{},"response":\
    {"clientDataJSON":"%2$s","authenticatorData":"%3$s","signature":"%4$s","userHandle":"%5$s"}}\
    """
        .formatted(
            base64url(credentialId),
            base64url(client),
            base64url(data),
            base64url(signature(data, client)),
            base64url(userId.getBytes(StandardCharsets.US_ASCII)));
  }

  private byte[] clientData(String type, String challenge) {
    return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}"
        .formatted(type, challenge, origin)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** WebAuthn §6.1. */
  private byte[] data(boolean attested) {
    var data = new ByteArrayOutputStream();
    data.writeBytes(sha256(relyingParty.getBytes(StandardCharsets.UTF_8)));
    data.write(attested ? flags | ATTESTED : flags);
    data.writeBytes(ByteBuffer.allocate(4).putInt(counter).array());
    if (attested) {
      data.writeBytes(new byte[16]);
      data.write(0);
      data.write(credentialId.length);
      data.writeBytes(credentialId);
      data.writeBytes(coseKey());
    }
    return data.toByteArray();
  }

  /** RFC 9053 §7.1.1: kty EC2, alg ES256, crv P-256, x, y. */
  private byte[] coseKey() {
    var point = ((ECPublicKey) pair.getPublic()).getW();
    var cose = new ByteArrayOutputStream();
    cose.writeBytes(new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21});
    bytes(cose, coordinate(point.getAffineX().toByteArray()));
    cose.write(0x22);
    bytes(cose, coordinate(point.getAffineY().toByteArray()));
    return cose.toByteArray();
  }

  private static byte[] coordinate(byte[] number) {
    var fixed = new byte[32];
    int length = Math.min(number.length, 32);
    System.arraycopy(number, number.length - length, fixed, 32 - length, length);
    return fixed;
  }

  private byte[] signature(byte[] data, byte[] client) {
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(data);
      signature.update(sha256(client));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.write(0x60 + text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void bytes(ByteArrayOutputStream out, byte[] bytes) {
    out.write(0x58);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
