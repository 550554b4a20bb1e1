import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.interceptor.KmsPolicyAttributes;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.config.ConfiguredKmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.source.SourceState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.util.VersionInfo;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * What both trials need: the stand-in for AWS, three keys in it, a policy directory that allows one
 * of them and denies two, and clients with the interceptor.
 */
final class World {

  /** How the interceptor comes to the clients. */
  enum Installation {
    CODE,
    CLASS_PATH,
    /** Not at all: KMS refuses, for comparison. */
    NONE
  }

  static final Region REGION = Region.US_WEST_2;
  static final String ACCOUNT = "123456789012";
  private static final Path SERVER = Path.of("/usr/bin/moto_server");
  private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/App";

  private final Process server;
  private final URI endpoint;
  private final Installation installation;
  private final EnforcementMode mode;
  private final KmsPolicyInterceptor own;
  private final Refusals refusals = new Refusals();
  private int failures;

  /** A key that the policies allow, one with an explicit Deny, and one that no policy allows. */
  final String allowed;

  final String denied;
  final String notAllowed;

  World(Installation installation, EnforcementMode mode) throws Exception {
    this.installation = installation;
    this.mode = mode;
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    endpoint = URI.create("http://127.0.0.1:" + port);
    server =
        new ProcessBuilder(SERVER.toString(), "-H", "127.0.0.1", "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    awaitServer(port);
    allowed = createKey();
    denied = createKey();
    notAllowed = createKey();
    Path policies = Files.createTempDirectory("trial-policies");
    write(policies);
    // A registered interceptor reads its settings when the first client is made.
    System.setProperty("kms.policy.mode", mode.name().toLowerCase(Locale.ROOT));
    System.setProperty("kms.policy.caller", ROLE);
    System.setProperty("kms.policy.directory", policies.toString());
    own =
        KmsPolicyInterceptor.builder()
            .source(PolicyDirectory.load(policies))
            .caller(Caller.parse(ROLE))
            .mode(mode)
            .build();
    System.out.println("AWS SDK " + VersionInfo.SDK_VERSION);
  }

  private void awaitServer(int port) throws InterruptedException {
    for (int i = 0; i < 600 && server.isAlive(); i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new IllegalStateException("the server does not start");
  }

  /** Creates a key without the SDK, so that no client is made before the policies are written. */
  private String createKey() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/x-amz-json-1.1")
            .header("X-Amz-Target", "TrentService.CreateKey")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/"
                    + REGION.id()
                    + "/kms/aws4_request, SignedHeaders=host, Signature=0")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    String body =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    Matcher arn = Pattern.compile("\"Arn\": *\"([^\"]+)\"").matcher(body);
    if (!arn.find()) {
      throw new IllegalStateException(body);
    }
    return arn.group(1);
  }

  private void write(Path root) throws IOException {
    write(
        root,
        "directory.properties",
        "none = permissionsBoundary, session, serviceControl, resourceControl, grants,"
            + " vpcEndpoint");
    write(
        root,
        ACCOUNT + "/roles/App/identity/use-keys.json",
        policy("{'Sid': 'UseKeys', 'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*'}"));
    String account = "'Principal': {'AWS': 'arn:aws:iam::" + ACCOUNT + ":root'}, ";
    String all = "'Action': 'kms:*', 'Resource': '*'}";
    String delegate = "{'Sid': 'Delegate', 'Effect': 'Allow', " + account + all;
    write(root, policyFile(allowed), policy(delegate));
    write(
        root,
        policyFile(denied),
        policy(
            delegate
                + ", {'Sid': 'NotTheApp', 'Effect': 'Deny', 'Principal': {'AWS': '"
                + ROLE
                + "'}, "
                + all));
    write(
        root,
        policyFile(notAllowed),
        policy(
            "{'Sid': 'Others', 'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:iam::"
                + ACCOUNT
                + ":role/Other'}, "
                + all));
  }

  private static String policyFile(String arn) {
    String id = arn.substring(arn.lastIndexOf('/') + 1);
    return ACCOUNT + "/keys/" + REGION.id() + "/" + id + "/policy.json";
  }

  private static String policy(String statements) {
    return ("{'Version': '2012-10-17', 'Statement': [" + statements + "]}").replace('\'', '"');
  }

  private static void write(Path root, String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** A builder that leads to the stand-in. */
  <B extends AwsClientBuilder<B, C>, C> B local(B builder) {
    return builder
        .region(REGION)
        .endpointOverride(endpoint)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")));
  }

  /** A KMS client with the interceptor. */
  KmsClient kms() {
    KmsClientBuilder builder = local(KmsClient.builder());
    switch (installation) {
      case CODE -> builder.overrideConfiguration(o -> o.addExecutionInterceptor(own));
      case CLASS_PATH -> {}
      case NONE -> builder.overrideConfiguration(o -> o.addExecutionInterceptor(refusals));
    }
    return builder.build();
  }

  /**
   * Answers calls that the policies deny as KMS does, as the stand-in does not look at policies.
   */
  private final class Refusals implements ExecutionInterceptor {

    private int count;

    private boolean refuses(SdkRequest request) {
      String key = request.getValueForField("KeyId", String.class).orElse("");
      return enforces() && (key.equals(denied) || key.equals(notAllowed));
    }

    @Override
    public SdkHttpResponse modifyHttpResponse(
        Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
      return refuses(context.request())
          ? context.httpResponse().toBuilder().statusCode(400).removeHeader("x-amz-crc32").build()
          : context.httpResponse();
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
        Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
      if (!refuses(context.request())) {
        return context.responseBody();
      }
      count++;
      String body = "{\"__type\": \"AccessDeniedException\", \"message\": \"NotTheApp\"}";
      return Optional.of(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** A KMS client whose calls are never stopped. */
  KmsClient bypassing() {
    return local(KmsClient.builder())
        .overrideConfiguration(o -> o.putExecutionAttribute(KmsPolicyAttributes.BYPASS, true))
        .build();
  }

  /** Waits until the policies are loaded; a registered interceptor loads them in the background. */
  void awaitPolicies() throws InterruptedException {
    if (installation == Installation.CLASS_PATH) {
      kms().close();
      SourceState source = ConfiguredKmsPolicyInterceptor.sharedSource().orElseThrow();
      while (source.loadedAt().isEmpty()) {
        Thread.sleep(100);
      }
    }
  }

  KmsPolicyInterceptor interceptor() {
    return installation == Installation.CLASS_PATH
        ? ConfiguredKmsPolicyInterceptor.shared().orElseThrow()
        : own;
  }

  boolean enforces() {
    return mode == EnforcementMode.ENFORCE;
  }

  void check(String what, boolean holds) {
    System.out.println((holds ? "ok     " : "WRONG  ") + what);
    failures += holds ? 0 : 1;
  }

  /** Runs a call that is not to fail. */
  <T> T succeeds(String what, Callable<T> call) {
    try {
      T result = call.call();
      check(what, true);
      return result;
    } catch (Throwable e) {
      check(what + ": " + e, false);
      e.printStackTrace(System.out);
      return null;
    }
  }

  /** Runs a call that fails if the interceptor enforces. */
  void failsIfEnforced(String what, String message, Callable<?> call) {
    try {
      call.call();
      check(what + " succeeds", !enforces());
    } catch (Throwable e) {
      boolean found = false;
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        found |= String.valueOf(cause.getMessage()).contains(message);
      }
      check(what + " fails and says why", enforces() && found);
      check(what + ": the text reads well", !e.toString().contains("null"));
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        System.out.println("         " + cause);
      }
    }
  }

  /** The number of calls that were stopped, or refused. */
  long stopped() {
    return interceptor().counts().stopped() + refusals.count;
  }

  /** A trial in a world. */
  interface Trial {
    void run(World world) throws Exception;
  }

  /**
   * Runs a trial and ends the process, with status 1 if anything was not as it should be.
   *
   * @param arguments the installation and the mode
   */
  static void run(String[] arguments, Trial trial) throws Exception {
    World world =
        new World(Installation.valueOf(arguments[0]), EnforcementMode.valueOf(arguments[1]));
    world.succeeds(
        "the trial ran to its end",
        () -> {
          trial.run(world);
          return "";
        });
    world.check(
        "no failure inside of the interceptor", world.interceptor().counts().failures() == 0);
    System.out.println(world.interceptor().report().text());
    world.server.destroy();
    System.exit(world.failures == 0 ? 0 : 1);
  }
}
