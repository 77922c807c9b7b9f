package dev.crest.interop;

import java.net.Socket;
import java.security.Provider;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.est.jcajce.ChannelBindingProvider;
import org.conscrypt.Conscrypt;

/** Gives Bouncy Castle's EST client the tls-unique of sockets made by Conscrypt. */
final class ConscryptSockets implements ChannelBindingProvider {
  /** Made once and never registered with the JVM. */
  static final Provider PROVIDER = Conscrypt.newProvider();

  @Override
  public boolean canAccessChannelBinding(Socket socket) {
    return socket instanceof SSLSocket tls && Conscrypt.isConscrypt(tls);
  }

  @Override
  public byte[] getChannelBinding(Socket socket, String binding) {
    if (!binding.equals("tls-unique")) {
      throw new IllegalArgumentException("no " + binding);
    }
    return Conscrypt.getTlsUnique((SSLSocket) socket);
  }
}
