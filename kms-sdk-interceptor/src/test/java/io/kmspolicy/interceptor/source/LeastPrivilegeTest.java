package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsServiceClientConfiguration;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.ListGrantsResponse;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * The IAM policy in {@code docs/examples/live-source-policy.json} allows the calls that a live
 * source makes, and no others. Every operation that the source calls is recorded by clients that
 * answer from memory.
 */
class LeastPrivilegeTest {

  private static final Path POLICY = Path.of("..", "docs", "examples", "live-source-policy.json");
  private static final String ENDPOINT = "vpce-0123456789abcdef0";
  private static final KmsResource.Key KEY = LivePolicyKms.key(1);
  private static final String MANAGED = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  private static final String IDENTITY_POLICY =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}
      """;
  private static final String RESOURCE_POLICY =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}}
      """;

  private final Set<String> called = new ConcurrentSkipListSet<>();

  @Test
  void policy_actions_areThoseThatAllLayersCall() throws IOException {
    try (AwsSource source = source(AwsSource.loadableLayers())) {
      load(source);
    }
    // AWS lets every identity call it, without a permission.
    assertThat(called).contains("sts:GetCallerIdentity");
    called.remove("sts:GetCallerIdentity");
    assertThat(called).isEqualTo(actions(true));
  }

  @Test
  void policy_statementsOfDefaultLayers_allowThoseThatDefaultLayersCall() throws IOException {
    Set<SourceLayer> layers = AwsSource.defaultLayers();
    layers.remove(SourceLayer.VPC_ENDPOINT);
    try (AwsSource source = source(layers)) {
      load(source);
    }
    called.remove("sts:GetCallerIdentity");
    assertThat(called).isEqualTo(actions(false));
  }

  private static Set<String> actions(boolean optionalLayers) throws IOException {
    PolicyDocument policy =
        PolicyReader.forType(PolicyType.IDENTITY)
            .source(POLICY.toString())
            .read(Files.readString(POLICY));
    Set<String> actions = new TreeSet<>();
    for (Statement statement : policy.statements()) {
      if (optionalLayers || !statement.sid().orElse("").startsWith("OnlyFor")) {
        actions.addAll(actions(statement));
      }
    }
    return actions;
  }

  private static Set<String> actions(Statement statement) {
    return ((ActionElement.Action) statement.action())
        .patterns().stream().map(ActionPattern::text).collect(Collectors.toSet());
  }

  private AwsSource source(Set<SourceLayer> layers) {
    AwsSource.Builder builder =
        AwsSource.builder()
            .kms(recording(KmsClient.class, "kms"))
            .iam(recording(IamClient.class, "iam"))
            .sts(recording(StsClient.class, "sts"))
            .layers(layers)
            .share(1_000)
            .refresh(RefreshSettings.defaults().lookEvery(Duration.ofMillis(5)));
    return layers.contains(SourceLayer.VPC_ENDPOINT)
        ? builder.vpcEndpoint(new RecordingEc2(), ENDPOINT).build()
        : builder.build();
  }

  /** Asks for everything that the source loads, until it is there. */
  private static void load(AwsSource source) {
    Caller role = Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session");
    Caller user = Caller.parse("arn:aws:iam::111122223333:user/alice");
    Eventually.isTrue(
        source.statuses().toString(),
        () -> {
          for (Caller caller : new Caller[] {role, user}) {
            source.policiesFor(caller, KEY);
            source.detailsOf(caller);
          }
          source.callerOf(Moto.credentials("AKIDEXAMPLE"));
          source.metadata(KEY);
          source.tagsOf(KEY);
          return source.statuses().stream()
              .allMatch(
                  status ->
                      status.counts().loaded() > 0
                          && status.counts().loaded() == status.counts().subjects());
        });
  }

  /** A client that records the names of operations and answers each from memory. */
  private <C> C recording(Class<C> type, String service) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              String name = method.getName();
              if (name.equals("serviceClientConfiguration")) {
                return KmsServiceClientConfiguration.builder().region(Region.US_WEST_2).build();
              }
              called.add(
                  service
                      + ":"
                      + name.substring(0, 1).toUpperCase(Locale.ROOT)
                      + name.substring(1));
              return answer(name);
            }));
  }

  /** Records like the others. EC2 has more operations than a proxy class of Java 25 can hold. */
  private final class RecordingEc2 implements Ec2Client {
    @Override
    public DescribeVpcEndpointsResponse describeVpcEndpoints(DescribeVpcEndpointsRequest request) {
      called.add("ec2:DescribeVpcEndpoints");
      return DescribeVpcEndpointsResponse.builder()
          .vpcEndpoints(
              List.of(
                  VpcEndpoint.builder()
                      .vpcEndpointId(ENDPOINT)
                      .policyDocument(RESOURCE_POLICY)
                      .build()))
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  @Test
  @DisplayName("4.2: the policy of an endpoint is that of calls to its Region")
  void endpoint_isThatOfItsRegion() {
    try (AwsSource source = source(EnumSet.of(SourceLayer.VPC_ENDPOINT))) {
      assertThat(source.hasVpcEndpointIn("us-west-2")).isTrue();
      assertThat(source.hasVpcEndpointIn("eu-west-1")).isFalse();
    }
    try (AwsSource source = source(EnumSet.of(SourceLayer.KEY_POLICY))) {
      assertThat(source.hasVpcEndpointIn("eu-west-1")).isTrue();
    }
  }

  private static Object answer(String operation) {
    return switch (operation) {
      case "getRole", "getUser", "getRolePolicy", "getUserPolicy", "getGroupPolicy" ->
          principal(operation);
      case "getKeyPolicy",
          "listGrants",
          "describeKey",
          "listAliases",
          "listKeys",
          "listResourceTags" ->
          key(operation);
      case "getCallerIdentity" ->
          GetCallerIdentityResponse.builder()
              .account("111122223333")
              .arn("arn:aws:iam::111122223333:user/alice")
              .build();
      default -> list(operation);
    };
  }

  private static Object principal(String operation) {
    AttachedPermissionsBoundary boundary =
        AttachedPermissionsBoundary.builder().permissionsBoundaryArn(MANAGED).build();
    return switch (operation) {
      case "getRole" ->
          GetRoleResponse.builder()
              .role(r -> r.arn("arn:aws:iam::111122223333:role/App").permissionsBoundary(boundary))
              .build();
      case "getUser" ->
          GetUserResponse.builder()
              .user(u -> u.arn("arn:aws:iam::111122223333:user/alice"))
              .build();
      case "getRolePolicy" ->
          GetRolePolicyResponse.builder().policyDocument(IDENTITY_POLICY).build();
      case "getUserPolicy" ->
          GetUserPolicyResponse.builder().policyDocument(IDENTITY_POLICY).build();
      default -> GetGroupPolicyResponse.builder().policyDocument(IDENTITY_POLICY).build();
    };
  }

  private static Object list(String operation) {
    AttachedPolicy attached = AttachedPolicy.builder().policyArn(MANAGED).build();
    return switch (operation) {
      case "listRolePolicies" ->
          ListRolePoliciesResponse.builder().policyNames("one").isTruncated(false).build();
      case "listUserPolicies" ->
          ListUserPoliciesResponse.builder().policyNames("one").isTruncated(false).build();
      case "listGroupPolicies" ->
          ListGroupPoliciesResponse.builder().policyNames("one").isTruncated(false).build();
      case "listAttachedRolePolicies" ->
          ListAttachedRolePoliciesResponse.builder()
              .attachedPolicies(attached)
              .isTruncated(false)
              .build();
      case "listAttachedUserPolicies" ->
          ListAttachedUserPoliciesResponse.builder()
              .attachedPolicies(attached)
              .isTruncated(false)
              .build();
      case "listAttachedGroupPolicies" ->
          ListAttachedGroupPoliciesResponse.builder()
              .attachedPolicies(attached)
              .isTruncated(false)
              .build();
      case "listGroupsForUser" ->
          ListGroupsForUserResponse.builder()
              .groups(Group.builder().groupName("team").build())
              .isTruncated(false)
              .build();
      case "getPolicy" -> GetPolicyResponse.builder().policy(p -> p.defaultVersionId("v1")).build();
      case "getPolicyVersion" ->
          GetPolicyVersionResponse.builder()
              .policyVersion(v -> v.document(IDENTITY_POLICY))
              .build();
      default -> throw new IllegalArgumentException("no answer to " + operation);
    };
  }

  private static Object key(String operation) {
    return switch (operation) {
      case "getKeyPolicy" -> GetKeyPolicyResponse.builder().policy(RESOURCE_POLICY).build();
      case "listGrants" -> ListGrantsResponse.builder().grants(Set.of()).truncated(false).build();
      case "describeKey" ->
          DescribeKeyResponse.builder()
              .keyMetadata(KeyMetadata.builder().arn(KEY.arn()).keyManager("CUSTOMER").build())
              .build();
      case "listAliases" ->
          ListAliasesResponse.builder()
              .aliases(
                  AliasListEntry.builder()
                      .aliasArn("arn:aws:kms:us-west-2:111122223333:alias/app")
                      .targetKeyId(KEY.keyId())
                      .build())
              .truncated(false)
              .build();
      case "listKeys" ->
          ListKeysResponse.builder()
              .keys(KeyListEntry.builder().keyArn(KEY.arn()).build())
              .truncated(false)
              .build();
      default ->
          ListResourceTagsResponse.builder()
              .tags(Tag.builder().tagKey("team").tagValue("a").build())
              .truncated(false)
              .build();
    };
  }
}
