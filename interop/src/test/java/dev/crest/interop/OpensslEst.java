package dev.crest.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An EST server of which nothing is ours: openssl makes the hierarchy, issues, and writes every
 * structure; HTTP and TLS are the JDK's. Neither Maven nor Debian has an EST server that a test
 * could start, so this stands for the others. The password is {@code est:secret}.
 */
final class OpensslEst implements BeforeAllCallback, AfterAllCallback {
  private static final String HIERARCHY =
      """
      umask 077
      openssl genrsa -out root.key 2048
      openssl req -x509 -new -key root.key -subj '/O=Others/CN=Root' -days 30 -out root.pem
      openssl ecparam -name secp384r1 -genkey -noout -out ca.key
      openssl req -new -key ca.key -subj '/O=Others/CN=Issuing' -out ca.csr
      printf 'basicConstraints=critical,CA:true,pathlen:0\\nkeyUsage=critical,keyCertSign,cRLSign\\n' >ca.ext
      openssl x509 -req -in ca.csr -CA root.pem -CAkey root.key -CAcreateserial -days 20 -extfile ca.ext -out ca.pem
      openssl ecparam -name prime256v1 -genkey -noout -out tls.key
      openssl req -new -key tls.key -subj '/CN=localhost' -out tls.csr
      printf 'subjectAltName=DNS:localhost\\nextendedKeyUsage=serverAuth\\n' >tls.ext
      openssl x509 -req -in tls.csr -CA root.pem -CAkey root.key -CAcreateserial -days 10 -extfile tls.ext -out tls.pem
      openssl pkcs12 -export -inkey tls.key -in tls.pem -certfile root.pem -passout pass:x -out tls.p12
      cat ca.pem root.pem >all.pem
      openssl crl2pkcs7 -nocrl -certfile all.pem -outform DER | openssl base64 >cacerts
      cat >wishes.cnf <<'END'
      asn1=SEQUENCE:wishes
      [wishes]
      password=OID:challengePassword
      key=SEQUENCE:key
      hash=OID:ecdsa-with-SHA384
      [key]
      type=OID:id-ecPublicKey
      values=SET:curves
      [curves]
      curve=OID:secp384r1
      END
      openssl asn1parse -genconf wishes.cnf -noout -out wishes.der
      openssl base64 -in wishes.der >csrattrs
      """;

  /** Copies what was asked for, as openssl's own little CA does. */
  private static final String ISSUE =
      """
      tr -d '\\r\\n' | base64 -d >$1.der
      openssl req -inform DER -in $1.der -verify -noout -out /dev/null
      openssl x509 -req -inform DER -in $1.der -CA ca.pem -CAkey ca.key -CAcreateserial -copy_extensions copyall -days 2 -out $1.pem
      openssl crl2pkcs7 -nocrl -certfile $1.pem -outform DER | openssl base64 >$1.p7
      """;

  private static final String MAKE_KEY =
      """
      openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out $1.key
      tr -d '\\r\\n' | base64 -d >$1.asked
      openssl req -new -key $1.key -subj "$(openssl req -inform DER -in $1.asked -noout -subject -nameopt compat | sed 's/^subject=//')" -outform DER | openssl base64 -A >$1.csr
      openssl pkcs8 -topk8 -nocrypt -in $1.key -outform DER | openssl base64 >$1.p8
      """;

  private static final String AUTHORIZATION =
      "Basic " + Base64.getEncoder().encodeToString("est:secret".getBytes(US_ASCII));

  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private Path folder = Path.of("");
  private int port;
  private Runnable stop = () -> {};

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    folder = Files.createTempDirectory(Path.of("target"), "openssl-est").toAbsolutePath();
    Tool.shell(folder, "", HIERARCHY).good();
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls()) {
          @Override
          public void configure(HttpsParameters parameters) {
            var wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext("/.well-known/est", this::answer);
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.start();
    port = server.getAddress().getPort();
    stop =
        () -> {
          server.stop(0);
          threads.close();
        };
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop.run();
  }

  private SSLContext tls() throws GeneralSecurityException, IOException {
    var password = "x".toCharArray();
    var keys = KeyStore.getInstance(folder.resolve("tls.p12").toFile(), password);
    var managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, password);
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, password);
    try (var in = Files.newInputStream(trustAnchor())) {
      trusted.setCertificateEntry(
          "root",
          java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    // A device presents its own certificate only; the issuing CA is known here.
    try (var in = Files.newInputStream(folder.resolve("ca.pem"))) {
      trusted.setCertificateEntry(
          "ca", java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** The root, in PEM; the issuing CA is only told by cacerts. */
  Path trustAnchor() {
    return folder.resolve("root.pem");
  }

  /** The URL of a label; under {@code patience} the first request is not decided yet. */
  URI url(String label) {
    return URI.create("https://localhost:" + port + "/.well-known/est/" + label);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      respond(exchange);
    } catch (IOException | AssertionError e) {
      exchange.sendResponseHeaders(400, -1);
      throw e;
    } finally {
      exchange.close();
    }
  }

  private void respond(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var operation = path.substring(path.lastIndexOf('/') + 1);
    switch (operation) {
      case "cacerts" ->
          send(exchange, "application/pkcs7-mime", Files.readAllBytes(folder.resolve(operation)));
      case "csrattrs" ->
          send(exchange, "application/csrattrs", Files.readAllBytes(folder.resolve(operation)));
      case "simpleenroll", "simplereenroll", "serverkeygen" -> enrol(exchange, operation, path);
      default -> exchange.sendResponseHeaders(404, -1);
    }
  }

  private void enrol(HttpExchange exchange, String operation, String path) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), US_ASCII).strip();
    if (!authenticated(exchange)) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"others\"");
      exchange.sendResponseHeaders(401, -1);
    } else if (path.contains("/patience/") && waiting.add(path)) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      exchange.sendResponseHeaders(202, -1);
    } else if (operation.equals("serverkeygen")) {
      sendKey(exchange, body);
    } else {
      send(exchange, "application/pkcs7-mime; smime-type=certs-only", issue(body));
    }
  }

  private static boolean authenticated(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    if (AUTHORIZATION.equals(headers.getFirst("Authorization"))) {
      return true;
    }
    try {
      return exchange instanceof HttpsExchange https
          && https.getSSLSession().getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  private byte[] issue(String request) throws IOException {
    var name = newName();
    script(ISSUE, name, request);
    return Files.readAllBytes(folder.resolve(name + ".p7"));
  }

  private void sendKey(HttpExchange exchange, String request) throws IOException {
    var name = newName();
    script(MAKE_KEY, name, request);
    var certificate = new String(issue(Files.readString(folder.resolve(name + ".csr"))), US_ASCII);
    var key = Files.readString(folder.resolve(name + ".p8"));
    var parts =
        Map.of(
            "application/pkcs7-mime; smime-type=certs-only", certificate, "application/pkcs8", key);
    var text = new StringBuilder("Preamble\r\n");
    parts.forEach((type, content) ->
        text.append("--sep\r\nContent-Type: ")
            .append(type)
            .append("\r\nContent-Transfer-Encoding: base64\r\n\r\n")
            .append(content)
            .append("\r\n"));
    text.append("--sep--\r\n");
    send(exchange, "multipart/mixed; boundary=sep", text.toString().getBytes(US_ASCII));
  }

  private static String newName() {
    return "r" + java.util.UUID.randomUUID();
  }

  private void script(String script, String name, String input) {
    Tool.shell(folder, input, "set -- " + name + "\n" + script).good();
  }

  /** Sends it in chunks, as the JDK's server does with what has no length told. */
  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Content-Transfer-Encoding", "base64");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(body);
  }
}
