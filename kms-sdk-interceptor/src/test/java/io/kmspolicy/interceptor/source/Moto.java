package io.kmspolicy.interceptor.source;

import io.kmspolicy.source.Eventually;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The AWS stand-in moto on a loopback port, for one test class. Without it the class is skipped.
 */
final class Moto implements BeforeAllCallback, AfterAllCallback {

  static final String ACCOUNT = "123456789012";

  /** The server of the Debian packages {@code python3-moto} and {@code python3-flask-cors}. */
  private static final Path SERVER = Path.of("/usr/bin/moto_server");

  private final SdkHttpClient http = Apache5HttpClient.create();
  private Process process;
  private URI endpoint;

  KmsClient kms;
  IamClient iam;
  StsClient sts;
  Ec2Client ec2;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(SERVER),
        "skipped: moto is not installed (apt-get install python3-moto python3-flask-cors)");
    Assumptions.assumeTrue(start(), "skipped: moto is installed but does not start");
    kms = build(KmsClient.builder().httpClient(http));
    iam = build(IamClient.builder().httpClient(http));
    sts = build(StsClient.builder().httpClient(http));
    ec2 = build(Ec2Client.builder().httpClient(http));
  }

  private boolean start() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    process =
        new ProcessBuilder(SERVER.toString(), "-H", "127.0.0.1", "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
            .start();
    endpoint = URI.create("http://127.0.0.1:" + port);
    for (int i = 0; i < 600 && process.isAlive(); i++) {
      if (answers(port)) {
        return true;
      }
      Eventually.pause(50);
    }
    return false;
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  <B extends AwsClientBuilder<B, C>, C> C build(B builder) {
    return build(builder, unchanged -> {});
  }

  <B extends AwsClientBuilder<B, C>, C> C build(B builder, Consumer<B> change) {
    builder
        .region(Region.US_WEST_2)
        .credentialsProvider(StaticCredentialsProvider.create(credentials("AKIDEXAMPLE")))
        .endpointOverride(endpoint);
    change.accept(builder);
    return builder.build();
  }

  static AwsBasicCredentials credentials(String id) {
    return AwsBasicCredentials.create(id, "secret");
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    http.close();
    if (process != null) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
