package dev.crest.interop;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.est.Source;
import org.bouncycastle.est.TLSUniqueProvider;
import org.conscrypt.Conscrypt;

/**
 * A connection of Bouncy Castle's EST client over a socket of Conscrypt, whose tls-unique it knows.
 */
record ConscryptSource(SSLSocket socket) implements Source<SSLSession>, TLSUniqueProvider {

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(socket.getInputStream()) {
      /**
       * Bouncy Castle asks after it has closed a refused request's reply; Conscrypt would object.
       */
      @Override
      public int available() throws IOException {
        return socket.isClosed() ? 0 : super.available();
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  public SSLSession getSession() {
    return socket.getSession();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public boolean isTLSUniqueAvailable() {
    return true;
  }

  @Override
  public byte[] getTLSUnique() {
    return Conscrypt.getTlsUnique(socket);
  }
}
