package io.kmspolicy.source;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** A server of the AWS stand-in moto on a loopback port. */
public final class MotoProcess implements AutoCloseable {

  private static final int SECONDS = 60;

  private final Process process;
  private final int port;

  private MotoProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** A server that answers; without moto see {@link RequiredProgram}. */
  public static MotoProcess start() throws IOException {
    String server = RequiredProgram.MOTO.path().toString();
    int port = freePort();
    Process process =
        new ProcessBuilder(server, "-H", "127.0.0.1", "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    MotoProcess moto = new MotoProcess(process, port);
    for (int i = 0; i < SECONDS * 20 && process.isAlive(); i++) {
      if (moto.answers()) {
        return moto;
      }
      Eventually.pause(50);
    }
    moto.close();
    throw RequiredProgram.MOTO.missing("does not start");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The address of the server. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
