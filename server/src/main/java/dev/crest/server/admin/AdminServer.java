package dev.crest.server.admin;

import dev.crest.server.listen.TlsIdentity;
import java.net.BindException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * The management API on its port: HTTPS on Tomcat, one virtual thread a request. Thread-safe.
 *
 * <p>Spring takes its settings from here alone, never from the environment or from files.
 */
public final class AdminServer implements AutoCloseable {
  private static final String BUNDLE = "admin";
  private static final String KEY = "server";
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final int HEADER_BYTES = 16_384;
  private static final String PASSWORD = "";

  private final AnnotationConfigServletWebServerApplicationContext context;
  private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
  private final ClientCertificateHost certificateHost;
  private final ListenerCertificate served;

  private AdminServer(
      AdminSettings settings, String clientAuthHost, TlsIdentity identity, List<Object> parts) {
    bundles.registerBundle(BUNDLE, bundle(identity));
    certificateHost = new ClientCertificateHost(clientAuthHost, bundle(identity));
    served = new ListenerCertificate(identity.chain().getFirst());
    context = new AnnotationConfigServletWebServerApplicationContext();
    context.setEnvironment(environment(settings));
    context.getBeanFactory().setConversionService(new ApplicationConversionService());
    context.getBeanFactory().registerSingleton("adminSettings", settings);
    context.getBeanFactory().registerSingleton("listenerCertificate", served);
    context.getBeanFactory().registerSingleton("sslBundleRegistry", bundles);
    for (var part : parts) {
      context.getBeanFactory().registerSingleton(part.getClass().getName(), part);
    }
    context.registerBean(TomcatServletWebServerFactory.class, () -> tomcat(settings));
    context.register(AdminConfiguration.class);
    try {
      context.refresh();
    } catch (RuntimeException e) {
      throw cannotListen(e) ? new CannotListen(settings, e) : e;
    }
  }

  private static boolean cannotListen(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PortInUseException || cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  /** The port is taken, or the address is not this machine's. */
  public static final class CannotListen extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotListen(AdminSettings settings, Throwable cause) {
      super(
          "the management API cannot listen on "
              + settings.bind().getHostAddress()
              + " port "
              + settings.port()
              + ": it is taken, or not an address of this machine; see admin.port and admin.bind",
          cause);
    }
  }

  /**
   * Starts serving; returns when connections are accepted.
   *
   * @param clientAuthHost the name on which clients are asked for a certificate
   * @param identity what the server proves itself with
   * @param parts what controllers need, each of its own class
   * @throws CannotListen if the port is taken
   */
  public static AdminServer start(
      AdminSettings settings, String clientAuthHost, TlsIdentity identity, List<Object> parts) {
    return new AdminServer(settings, clientAuthHost, identity, parts);
  }

  private static StandardEnvironment environment(AdminSettings settings) {
    return new StandardEnvironment() {
      @Override
      protected void customizePropertySources(MutablePropertySources sources) {
        sources.addLast(
            new MapPropertySource(
                "fixed",
                Map.of(
                    "springdoc.api-docs.path", "/api/v1/openapi",
                    "springdoc.api-docs.version", "openapi_3_1",
                    "springdoc.writer-with-order-by-keys", "true",
                    "springdoc.default-produces-media-type", "application/json",
                    "springdoc.default-consumes-media-type", "application/json",
                    "spring.web.resources.add-mappings", "false",
                    "spring.servlet.multipart.max-file-size", settings.uploadBytes() + "B",
                    "spring.servlet.multipart.max-request-size",
                        settings.uploadBytes() + 65_536 + "B",
                    "spring.servlet.multipart.file-size-threshold", "65536B")));
      }
    };
  }

  private TomcatServletWebServerFactory tomcat(AdminSettings settings) {
    var factory = new TomcatServletWebServerFactory(settings.port());
    factory.setAddress(settings.bind());
    var ssl = Ssl.forBundle(BUNDLE);
    ssl.setEnabledProtocols(new String[] {"TLSv1.2", "TLSv1.3"});
    factory.setSsl(ssl);
    factory.setSslBundles(bundles);
    factory.setShutdown(Shutdown.GRACEFUL);
    factory.setRegisterDefaultServlet(false);
    factory.addContextCustomizers(context -> {
      if (context.getParent() instanceof StandardHost host) {
        host.setErrorReportValveClass(TomcatProblems.class.getName());
      }
    });
    factory.addConnectorCustomizers(certificateHost::add);
    factory.addConnectorCustomizers(connector -> {
      connector.setXpoweredBy(false);
      connector.setAllowTrace(false);
      connector.setProperty("maxHttpRequestHeaderSize", Integer.toString(HEADER_BYTES));
      connector.setProperty("maxSwallowSize", "65536");
      if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
        protocol.setExecutor(new VirtualThreadTaskExecutor("admin-"));
        protocol.setConnectionTimeout(Math.toIntExact(IDLE.toMillis()));
      }
    });
    return factory;
  }

  private static SslBundle bundle(TlsIdentity identity) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(KEY, identity.key(), PASSWORD.toCharArray(), identity.platformChain());
      return SslBundle.of(SslStoreBundle.of(store, PASSWORD, null));
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException("a key in memory can be put into a key store", e);
    }
  }

  /** Serves new connections with another certificate. */
  public void identity(TlsIdentity identity) {
    bundles.updateBundle(BUNDLE, bundle(identity));
    served.now(identity.chain().getFirst());
    certificateHost.update(bundle(identity));
  }

  /** Returns the port that is listened on. */
  public int port() {
    var server = context.getWebServer();
    return server == null ? -1 : server.getPort();
  }

  /** Finishes what is in flight, and ends. */
  @Override
  public void close() {
    context.close();
  }
}
