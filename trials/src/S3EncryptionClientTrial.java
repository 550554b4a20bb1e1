import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.encryption.s3.S3AsyncEncryptionClient;
import software.amazon.encryption.s3.S3EncryptionClient;
import software.amazon.encryption.s3.internal.InstructionFileConfig;
import software.amazon.encryption.s3.materials.KmsKeyring;

/**
 * Uses the Amazon S3 Encryption Client, synchronous and asynchronous, with a key that is allowed
 * and with keys that are denied.
 */
final class S3EncryptionClientTrial {

  private static final String BUCKET = "trial";
  private static final String DATA = "plaintext";

  private final World world;
  private final S3Client s3;
  private final S3AsyncClient s3Async;

  private S3EncryptionClientTrial(World world) {
    this.world = world;
    this.s3 = world.local(S3Client.builder().forcePathStyle(true)).build();
    this.s3Async =
        world
            .local(S3AsyncClient.builder().forcePathStyle(true))
            .overrideConfiguration(o -> o.addExecutionInterceptor(new NoExpectation()))
            .build();
  }

  /**
   * Removes {@code Expect: 100-continue}: Netty takes the interim answer of the stand-in for the
   * last.
   */
  private static final class NoExpectation implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().toBuilder().removeHeader("Expect").build();
    }
  }

  public static void main(String[] arguments) throws Exception {
    World.run(arguments, world -> new S3EncryptionClientTrial(world).run());
  }

  private void run() throws Exception {
    s3.createBucket(request -> request.bucket(BUCKET));
    KmsClient others = world.bypassing();
    put(client(others, world.allowed), "allowed");
    put(client(others, world.denied), "denied");
    put(client(others, world.notAllowed), "not-allowed");
    world.awaitPolicies();
    KmsClient kms = world.kms();

    world.succeeds("put and get under the allowed key", () -> putAndGet(kms, world.allowed));
    world.succeeds("get what others put", () -> get(client(kms, world.allowed), "allowed"));
    world.failsIfEnforced(
        "put under a denied key", "NotTheApp", () -> put(client(kms, world.denied), "own"));
    world.failsIfEnforced(
        "get under a denied key", "NotTheApp", () -> get(client(kms, world.denied), "denied"));
    world.failsIfEnforced(
        "get under a key that no policy allows",
        "Status Code: 400",
        () -> get(client(kms, world.notAllowed), "not-allowed"));
    world.succeeds(
        "asynchronous: put and get under the allowed key",
        () -> {
          putAsync(asyncClient(kms, world.allowed), "async");
          return getAsync(asyncClient(kms, world.allowed), "async");
        });
    world.failsIfEnforced(
        "asynchronous: put under a denied key",
        "NotTheApp",
        () -> putAsync(asyncClient(kms, world.denied), "own"));
    world.failsIfEnforced(
        "asynchronous: get under a denied key",
        "NotTheApp",
        () -> getAsync(asyncClient(kms, world.denied), "denied"));
    world.check("five calls were stopped", world.stopped() == (world.enforces() ? 5 : 0));
  }

  private String putAndGet(KmsClient kms, String key) {
    put(client(kms, key), "own");
    return get(client(kms, key), "own");
  }

  private S3Client client(KmsClient kms, String key) {
    return S3EncryptionClient.builderV4()
        .wrappedClient(s3)
        .wrappedAsyncClient(s3Async)
        .instructionFileConfig(InstructionFileConfig.builder().instructionFileClient(s3).build())
        .keyring(KmsKeyring.builder().kmsClient(kms).wrappingKeyId(key).build())
        .build();
  }

  private S3AsyncClient asyncClient(KmsClient kms, String key) {
    return S3AsyncEncryptionClient.builderV4()
        .wrappedClient(s3Async)
        .instructionFileConfig(
            InstructionFileConfig.builder().instructionFileAsyncClient(s3Async).build())
        .keyring(KmsKeyring.builder().kmsClient(kms).wrappingKeyId(key).build())
        .build();
  }

  private static String put(S3Client client, String name) {
    client.putObject(request -> request.bucket(BUCKET).key(name), RequestBody.fromString(DATA));
    return name;
  }

  private static String get(S3Client client, String name) {
    return same(client.getObjectAsBytes(request -> request.bucket(BUCKET).key(name)));
  }

  private static String putAsync(S3AsyncClient client, String name) {
    client
        .putObject(request -> request.bucket(BUCKET).key(name), AsyncRequestBody.fromString(DATA))
        .join();
    return name;
  }

  private static String getAsync(S3AsyncClient client, String name) throws CompletionException {
    return same(
        client
            .getObject(
                request -> request.bucket(BUCKET).key(name), AsyncResponseTransformer.toBytes())
            .join());
  }

  private static String same(ResponseBytes<?> found) {
    if (!found.asUtf8String().equals(DATA)) {
      throw new IllegalStateException("decrypted to something else");
    }
    return DATA;
  }
}
