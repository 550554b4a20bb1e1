package io.kmspolicy.replay;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Records and policies for tests. */
public final class Trails {

  static final String ACCOUNT = "111122223333";
  static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  /** A caller to whom no policy is attached. */
  static final PrincipalPolicies NO_POLICIES = principal(PolicyLayer.of(), PolicyLayer.none());

  private Trails() {}

  /** A directory in which every key is a customer managed key. */
  private record CustomerKeys() implements KeyDirectory {

    @Override
    public Optional<KmsResource.Key> keyBehind(KmsResource.Alias alias) {
      return Optional.empty();
    }

    @Override
    public Optional<KmsResource.Key> keyWithId(String region, String keyId) {
      return Optional.empty();
    }

    @Override
    public Optional<KeyMetadata> metadata(KmsResource.Key key) {
      return Optional.of(
          new KeyMetadata(
              key, KeyManager.CUSTOMER, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "AWS_KMS", ""));
    }
  }

  static InputStream stream(String... records) {
    return new ByteArrayInputStream(String.join("\n", records).getBytes(StandardCharsets.UTF_8));
  }

  /** A record of a role session. */
  static String record(String time, String session, String operation, String parameters) {
    return record(time, session, operation, parameters, "");
  }

  static String record(
      String time, String session, String operation, String parameters, String more) {
    return """
    {"eventVersion": "1.11", "userIdentity": {"type": "AssumedRole", \
    "principalId": "AROAEXAMPLE:%s", "arn": "arn:aws:sts::111122223333:assumed-role/App/%s", \
    "accountId": "111122223333", "sessionContext": {"sessionIssuer": {"type": "Role", \
    "arn": "arn:aws:iam::111122223333:role/App"}}}, "eventTime": "%s", \
    "eventSource": "kms.amazonaws.com", "eventName": "%s", "awsRegion": "us-west-2", \
    "sourceIPAddress": "203.0.113.7", "requestParameters": %s, \
    "eventType": "AwsApiCall", "resources": [{"ARN": "%s"}]%s}\
    """
        .formatted(
            session, session, time, operation, parameters, KEY, more.isEmpty() ? "" : ", " + more);
  }

  static String decrypt(String time) {
    return record(time, "s", "Decrypt", "{\"encryptionContext\": {\"tenant\": \"a\"}}");
  }

  /** How often the policies give each answer. */
  static Map<OurAnswer, Long> answers(ReplayReport report) {
    Map<OurAnswer, Long> answers = new EnumMap<>(OurAnswer.class);
    report.matrix().forEach((cell, events) -> answers.merge(cell.ours(), events, Long::sum));
    return answers;
  }

  static PolicyLayer layer(PolicyType type, String statements) {
    return PolicyLayer.of(
        new NamedPolicy(
            "policy",
            PolicyReader.forType(type)
                .read("{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}")));
  }

  /** The layers of a caller, of which only identity and session policies can be any. */
  static PrincipalPolicies principal(PolicyLayer identity, PolicyLayer session) {
    return new PrincipalPolicies(
        identity, PolicyLayer.none(), session, OrganizationLayer.none(), PolicyLayer.none());
  }

  /** The layers of a key with a key policy of these statements, and nothing else. */
  static KeyPolicies key(String statements) {
    return key(statements, GrantLayer.none());
  }

  /** The same with grants. */
  static KeyPolicies key(String statements, GrantLayer grants) {
    return new KeyPolicies(
        layer(PolicyType.KEY, statements), grants, OrganizationLayer.none(), KeyManager.CUSTOMER);
  }

  static Policies policies(
      Function<Caller, PrincipalPolicies> principal,
      BiFunction<KmsResource, Caller, KeyPolicies> key) {
    PolicySource source =
        new PolicySource() {
          @Override
          public PrincipalPolicies principal(Caller caller) {
            return principal.apply(caller);
          }

          @Override
          public KeyPolicies key(KmsResource resource, Caller caller) {
            return key.apply(resource, caller);
          }
        };
    return new Policies(source, new CustomerKeys());
  }
}
