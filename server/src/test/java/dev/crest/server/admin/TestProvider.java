package dev.crest.server.admin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.crest.testkit.HeldCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An OpenID provider whose every answer a test can spoil: discovery, keys and tokens. It checks the
 * client's secret and PKCE as a real one does.
 */
final class TestProvider implements AutoCloseable {
  static final String CLIENT = "crest";
  static final String SECRET = "the client's secret";

  private final HttpsServer https;
  private final ECKey key = key("main");
  private final HeldCertificate certificate =
      new HeldCertificate.Builder().commonName("localhost").dns("localhost").build();
  private volatile Supplier<String> token = () -> "";
  private volatile Supplier<Map<String, String>> discovery = Map::of;
  private volatile String challenge = "";
  private volatile int padding;

  TestProvider() {
    try {
      https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      https.setHttpsConfigurator(new HttpsConfigurator(tls()));
      https.createContext("/.well-known/openid-configuration", this::discovery);
      https.createContext("/keys", this::keys);
      https.createContext("/token", this::token);
      https.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      https.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private SSLContext tls() {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "k",
          certificate.keyPair().getPrivate(),
          "x".toCharArray(),
          new java.security.cert.Certificate[] {
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.der().bytes()))
          });
      var keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, "x".toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String issuer() {
    return "https://localhost:" + https.getAddress().getPort();
  }

  /** Returns its TLS certificate in PEM. */
  String trustAnchor() {
    return certificate.certificatePem();
  }

  ECKey key() {
    return key;
  }

  /** Sets what the token endpoint gives for the next codes, which have this PKCE challenge. */
  void gives(String pkceChallenge, Supplier<String> idToken) {
    challenge = pkceChallenge;
    token = idToken;
  }

  /** Sets fields of the discovery document that replace the right ones. */
  void discovers(Map<String, String> others) {
    discovery = () -> others;
  }

  /** Makes every answer longer. */
  void pads(int bytes) {
    padding = bytes;
  }

  static String signed(JWTClaimsSet claims, ECKey key) {
    try {
      var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build();
      var jwt = new SignedJWT(header, claims);
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String unsigned(JWTClaimsSet claims) {
    return new PlainJWT(claims).serialize();
  }

  static String macked(JWTClaimsSet claims) {
    try {
      var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
      jwt.sign(new MACSigner("%-32s".formatted(SECRET).getBytes(StandardCharsets.UTF_8)));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void discovery(HttpExchange exchange) throws IOException {
    var fields = new java.util.TreeMap<String, String>();
    fields.put("issuer", issuer());
    fields.put("authorization_endpoint", issuer() + "/authorize");
    fields.put("token_endpoint", issuer() + "/token");
    fields.put("jwks_uri", issuer() + "/keys");
    fields.putAll(discovery.get());
    reply(exchange, 200, new tools.jackson.databind.json.JsonMapper().writeValueAsString(fields));
  }

  private void keys(HttpExchange exchange) throws IOException {
    reply(exchange, 200, new JWKSet(key).toString(true));
  }

  private void token(HttpExchange exchange) throws IOException {
    var form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var verifier = form.replaceAll(".*code_verifier=([^&]*).*", "$1");
    var basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (CLIENT + ":the+client%27s+secret").getBytes(StandardCharsets.UTF_8));
    boolean good =
        basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && s256(verifier).equals(challenge)
            && form.contains("grant_type=authorization_code")
            && form.contains("code=good");
    if (!good) {
      reply(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    reply(exchange, 200, "{\"token_type\":\"Bearer\",\"id_token\":\"" + token.get() + "\"}");
  }

  private static String s256(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void reply(HttpExchange exchange, int status, String json) throws IOException {
    var body = (json + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    https.stop(0);
  }
}
