import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.interceptor.config.ConfiguredKmsPolicyInterceptor;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Uses the artifacts as a new project does: embedded, and by the class path in an SDK client. */
public final class ConsumerTrial {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String ROLE = "arn:aws:iam::111122223333:role/App";
  private static final String STATEMENT =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "%s", "Resource": "*"}]}
      """;

  private static final Duration WAIT = Duration.ofSeconds(30);

  private ConsumerTrial() {}

  public static void main(String[] args) throws Exception {
    embedded();
    byTheClassPath();
    System.out.println("ok: embedded, and by the class path");
  }

  private static void embedded() {
    KeyPolicies key =
        new KeyPolicies(
            PolicyLayer.of(
                new NamedPolicy(
                    "key",
                    PolicyReader.forType(PolicyType.KEY)
                        .read(STATEMENT.formatted(ROLE, "kms:Decrypt")))),
            GrantLayer.none(),
            OrganizationLayer.none(),
            KeyManager.CUSTOMER);
    PrincipalPolicies own =
        new PrincipalPolicies(
            PolicyLayer.of(),
            PolicyLayer.none(),
            PolicyLayer.none(),
            OrganizationLayer.none(),
            PolicyLayer.none());
    PolicySnapshot snapshot =
        PolicySnapshot.builder()
            .principal(Caller.parse(ROLE), own)
            .key(KmsResource.parse(KEY), key)
            .build();
    try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
      Caller session = Caller.parse("arn:aws:sts::111122223333:assumed-role/App/i-0abc");
      expect(
          Decision.ALLOWED,
          authorizer.principal(session).decide("kms:Decrypt", KEY, RequestContext.empty()));
      expect(
          Decision.IMPLICIT_DENY,
          authorizer.principal(session).decide("kms:Encrypt", KEY, RequestContext.empty()));
    }
  }

  /** The client knows nothing of the interceptor; nothing listens at its endpoint. */
  private static void byTheClassPath() throws Exception {
    Path directory = Files.createTempDirectory("policies");
    Path key =
        Files.createDirectories(
            directory.resolve("111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab"));
    Files.writeString(key.resolve("policy.json"), STATEMENT.formatted(ROLE, "kms:Decrypt"));
    Files.writeString(
        directory.resolve("directory.properties"),
        "none = permissionsBoundary, session, serviceControl, resourceControl, grants,"
            + " vpcEndpoint");
    System.setProperty("kms.policy.directory", directory.toString());
    System.setProperty("kms.policy.caller", ROLE);
    System.setProperty("kms.policy.mode", "enforce");
    try (KmsClient kms =
        KmsClient.builder()
            .region(Region.US_WEST_2)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(URI.create("http://127.0.0.1:9"))
            .build()) {
      if (!ConfiguredKmsPolicyInterceptor.shared().orElseThrow().awaitLoaded(WAIT)) {
        throw new IllegalStateException("the policies were not read");
      }
      kms.encrypt(request -> request.keyId(KEY).plaintext(SdkBytes.fromUtf8String("text")));
      throw new IllegalStateException("the call went out and came back");
    } catch (KmsException refused) {
      System.out.println(refused.getMessage());
    }
  }

  private static void expect(Decision expected, Decision actual) {
    if (expected != actual) {
      throw new IllegalStateException("expected " + expected + " and not " + actual);
    }
  }
}
