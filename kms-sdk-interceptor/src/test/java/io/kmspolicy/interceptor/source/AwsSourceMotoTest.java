package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.directory.Examples;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsAsyncClientBuilder;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Live layers loaded from moto through real clients. */
@org.junit.jupiter.api.Tag("apache5") // SDK 2.26.3 does not have this HTTP client.
class AwsSourceMotoTest {

  @RegisterExtension static final Moto MOTO = new Moto();

  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
          + "{\"AWS\":\"*\"},\"Action\":\"sts:AssumeRole\"}]}";

  private static final software.amazon.awssdk.services.kms.model.Tag KEY_TAG =
      software.amazon.awssdk.services.kms.model.Tag.builder().tagKey("k").tagValue("v").build();

  private static final SdkBytes TEXT = SdkBytes.fromUtf8String("text");

  private AwsSource source;

  private AwsSource open() {
    return open(EnumSet.allOf(SourceLayer.class));
  }

  private AwsSource open(EnumSet<SourceLayer> layers) {
    source =
        AwsSource.builder()
            .kms(MOTO.kms)
            .iam(MOTO.iam)
            .sts(MOTO.sts)
            .layers(layers)
            .share(20)
            .refresh(RefreshSettings.defaults().lookEvery(Duration.ofMillis(50)))
            .build();
    return source;
  }

  @AfterEach
  void close() {
    if (source != null) {
      source.close();
    }
  }

  private static String policy(String sid, String effect) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\""
        + sid
        + "\",\"Effect\":\""
        + effect
        + "\",\"Action\":\"kms:*\",\"Resource\":\"*\",\"Condition\":"
        + "{\"StringEquals\":{\"kms:EncryptionContext:a+b %\":\"c d+e\"}}}]}";
  }

  private static KmsResource.Key newKey() {
    return (KmsResource.Key)
        KmsResource.parse(MOTO.kms.createKey(r -> r.description("a key")).keyMetadata().arn());
  }

  private static Caller session(String role) {
    return Caller.parse("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/" + role + "/session");
  }

  private <T> T loaded(Supplier<T> ask, T unknown) {
    Eventually.isTrue("the load: " + source.statuses(), () -> !ask.get().equals(unknown));
    return ask.get();
  }

  private PolicyLayer identity(Caller caller) {
    return loaded(
        () -> source.policiesFor(caller, new KmsResource.Any()).identity(), PolicyLayer.unknown());
  }

  private static List<String> sids(PolicyLayer layer) {
    return ((PolicyLayer.Attached) layer)
        .policies().stream()
            .map(NamedPolicy::document)
            .flatMap(document -> document.statements().stream())
            .map(statement -> statement.sid().orElse(""))
            .toList();
  }

  @Test
  void role_inlineAttachedBoundaryPathAndTags_areLoaded() {
    MOTO.iam.createRole(
        r ->
            r.roleName("App")
                .path("/team/")
                .assumeRolePolicyDocument(TRUST)
                .tags(Tag.builder().key("team").value("blue").build()));
    MOTO.iam.putRolePolicy(
        r -> r.roleName("App").policyName("in").policyDocument(policy("Inline", "Allow")));
    String arn = managed("Attached", policy("Old", "Allow"));
    MOTO.iam.createPolicyVersion(
        r -> r.policyArn(arn).policyDocument(policy("New", "Allow")).setAsDefault(true));
    MOTO.iam.attachRolePolicy(r -> r.roleName("App").policyArn(arn));
    String boundary = managed("Limit", policy("Limit", "Allow"));
    MOTO.iam.putRolePermissionsBoundary(r -> r.roleName("App").permissionsBoundary(boundary));
    open();
    Caller caller = session("App");
    assertThat(sids(identity(caller))).containsExactlyInAnyOrder("Inline", "New");
    PolicyLayer limit =
        loaded(
            () -> source.policiesFor(caller, new KmsResource.Any()).permissionsBoundary(),
            PolicyLayer.unknown());
    assertThat(sids(limit)).containsExactly("Limit");
    Eventually.isTrue("details", () -> source.detailsOf(caller).isPresent());
    assertThat(source.detailsOf(caller))
        .hasValue(
            new PrincipalDetails(
                "arn:aws:iam::" + Moto.ACCOUNT + ":role/team/App",
                Map.of("team", "blue"),
                boundary));
  }

  private static String managed(String name, String document) {
    return MOTO.iam.createPolicy(r -> r.policyName(name).policyDocument(document)).policy().arn();
  }

  @Test
  void user_policiesOfGroups_areLoaded() {
    MOTO.iam.createUser(r -> r.userName("alice").path("/people/"));
    MOTO.iam.putUserPolicy(
        r -> r.userName("alice").policyName("own").policyDocument(policy("Own", "Allow")));
    MOTO.iam.createGroup(r -> r.groupName("team"));
    MOTO.iam.addUserToGroup(r -> r.userName("alice").groupName("team"));
    MOTO.iam.putGroupPolicy(
        r -> r.groupName("team").policyName("g").policyDocument(policy("Group", "Deny")));
    String arn = managed("OfGroup", policy("GroupAttached", "Allow"));
    MOTO.iam.attachGroupPolicy(r -> r.groupName("team").policyArn(arn));
    open();
    Caller alice = Caller.parse("arn:aws:iam::" + Moto.ACCOUNT + ":user/people/alice");
    assertThat(sids(identity(alice))).containsExactlyInAnyOrder("Own", "Group", "GroupAttached");
    assertThat(
            loaded(
                () -> source.policiesFor(alice, new KmsResource.Any()).permissionsBoundary(),
                PolicyLayer.unknown()))
        .isEqualTo(PolicyLayer.none());
  }

  @Test
  void key_policyGrantsAliasesMetadataAndTags_areLoaded() {
    KmsResource.Key key = newKey();
    MOTO.kms.tagResource(r -> r.keyId(key.keyId()).tags(List.of(KEY_TAG)));
    MOTO.kms.createAlias(r -> r.aliasName("alias/live").targetKeyId(key.keyId()));
    for (int i = 0; i < 3; i++) {
      String value = "v" + i;
      MOTO.kms.createGrant(
          r ->
              r.keyId(key.keyId())
                  .granteePrincipal("arn:aws:iam::" + Moto.ACCOUNT + ":role/App")
                  .operations(GrantOperation.DECRYPT)
                  .constraints(c -> c.encryptionContextSubset(Map.of("a", value))));
    }
    open();
    Caller caller = session("App");
    assertThat(loaded(() -> source.policiesFor(caller, key).key(), PolicyLayer.unknown()))
        .isInstanceOf(PolicyLayer.Attached.class);
    GrantLayer grants =
        loaded(() -> source.policiesFor(caller, key).grants(), GrantLayer.unknown());
    assertThat(((GrantLayer.Known) grants).grants())
        .hasSize(3)
        .allSatisfy(
            grant ->
                assertThat(grant.constraints().encryptionContext())
                    .isInstanceOf(ContextConstraint.Containing.class));
    Eventually.isTrue("tags", () -> source.tagsOf(key).isPresent());
    assertThat(source.tagsOf(key)).hasValue(Map.of("k", "v"));
    Eventually.isTrue("metadata", () -> source.metadata(key).isPresent());
    KmsResource.Alias alias = new KmsResource.Alias("aws", "us-west-2", key.accountId(), "live");
    Eventually.isTrue("alias", () -> source.keyBehind(alias).isPresent());
    assertThat(source.keyBehind(alias)).hasValue(key);
    Eventually.isTrue("list", () -> source.keyWithId("us-west-2", key.keyId()).isPresent());
  }

  @Test
  void key_thatIsNotThere_isRememberedAsUnknown() {
    open(EnumSet.of(SourceLayer.KEY_POLICY, SourceLayer.KEY_METADATA));
    KmsResource.Key key =
        new KmsResource.Key(
            "aws", "us-west-2", Moto.ACCOUNT, "00000000-0000-4000-8000-000000000000");
    for (int i = 0; i < 20; i++) {
      assertThat(source.policiesFor(session("App"), key).key()).isEqualTo(PolicyLayer.unknown());
      assertThat(source.metadata(key)).isEmpty();
      Eventually.pause(20);
    }
    Eventually.isTrue(
        "both answered",
        () -> source.statuses().stream().allMatch(status -> status.counts().loaded() == 1));
    assertThat(source.statuses())
        .allSatisfy(status -> assertThat(status.counts().refreshes()).isEqualTo(1));
  }

  @Test
  void endpoint_policy_isLoaded() {
    String vpc = MOTO.ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    String document =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Door\",\"Effect\":\"Allow\","
            + "\"Principal\":\"*\",\"Action\":\"kms:*\",\"Resource\":\"*\"}]}";
    String id =
        MOTO.ec2
            .createVpcEndpoint(
                r ->
                    r.vpcId(vpc)
                        .serviceName("com.amazonaws.us-west-2.kms")
                        .vpcEndpointType(VpcEndpointType.INTERFACE)
                        .policyDocument(document))
            .vpcEndpoint()
            .vpcEndpointId();
    source = AwsSource.builder().vpcEndpoint(MOTO.ec2, id).build();
    PolicyLayer layer =
        loaded(
            () -> source.policiesFor(session("App"), new KmsResource.Any()).vpcEndpoint(),
            PolicyLayer.unknown());
    assertThat(sids(layer)).containsExactly("Door");
  }

  @Test
  void caller_rotatedCredentials_areAskedForOncePerAccessKey() {
    MOTO.iam.createRole(r -> r.roleName("Rotating").path("/deep/").assumeRolePolicyDocument(TRUST));
    open(EnumSet.of(SourceLayer.CALLER, SourceLayer.PRINCIPAL));
    for (int i = 1; i <= 2; i++) {
      String name = "session-" + i;
      AwsSessionCredentials credentials = assumed("deep/Rotating", name);
      Caller.RoleSession expected =
          new Caller.RoleSession(
              "aws", Moto.ACCOUNT, "Rotating", name, new Caller.RolePath.Known("/deep/"));
      Eventually.isTrue(
          "the caller " + source.callerOf(credentials) + source.statuses(),
          () -> source.callerOf(credentials).filter(expected::equals).isPresent());
    }
    // A refresh is counted after its value can be read.
    Eventually.isTrue(
        "the second refresh", () -> source.statuses().get(0).counts().refreshes() >= 2);
    assertThat(source.statuses().get(0).counts().refreshes()).isEqualTo(2);
  }

  @Test
  void calls_throughTheInterceptor_stopOnlyWhatThePoliciesDeny() {
    MOTO.iam.createRole(r -> r.roleName("Caller").assumeRolePolicyDocument(TRUST));
    KmsResource.Key open = newKey();
    KmsResource.Key shut = newKey();
    String deny =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kms:*\","
            + "\"Resource\":\"*\"},{\"Sid\":\"Shut\",\"Effect\":\"Deny\","
            + "\"Action\":\"kms:Encrypt\",\"Resource\":\""
            + shut.arn()
            + "\"}]}";
    MOTO.iam.putRolePolicy(r -> r.roleName("Caller").policyName("shut").policyDocument(deny));
    open();
    AtomicReference<AwsCredentials> credentials = new AtomicReference<>(assumed("Caller", "one"));
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .source(source)
            .callers(source)
            .mode(EnforcementMode.ENFORCE)
            .build();
    try (KmsClient kms =
            MOTO.build(sync(interceptor), b -> b.credentialsProvider(credentials::get));
        KmsAsyncClient async =
            MOTO.build(async(interceptor), b -> b.credentialsProvider(credentials::get))) {
      for (String session : List.of("one", "two")) {
        credentials.set(assumed("Caller", session));
        long undecided = interceptor.counts().undecided();
        assertThat(kms.encrypt(r -> r.keyId(shut.arn()).plaintext(TEXT)).keyId()).isNotEmpty();
        assertThat(interceptor.counts().undecided()).isEqualTo(undecided + 1);
        Eventually.isTrue("the caller and its policies", () -> isStopped(kms, shut));
        assertThat(kms.encrypt(r -> r.keyId(open.arn()).plaintext(TEXT)).keyId()).isNotEmpty();
        assertThat(async.encrypt(r -> r.keyId(open.arn()).plaintext(TEXT)).join().keyId())
            .isNotEmpty();
        assertThatThrownBy(() -> kms.encrypt(r -> r.keyId(shut.arn()).plaintext(TEXT)))
            .isInstanceOf(KmsAccessDeniedException.class)
            .hasMessageContaining("/" + session)
            .hasMessageContaining("Shut")
            .hasMessageContaining("[IAM, ");
        assertThatThrownBy(() -> async.encrypt(r -> r.keyId(shut.arn()).plaintext(TEXT)).join())
            .isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(KmsAccessDeniedException.class);
      }
    }
    assertThat(interceptor.counts().failures()).isZero();
  }

  private static KmsClientBuilder sync(KmsPolicyInterceptor interceptor) {
    return KmsClient.builder()
        .httpClient(Apache5HttpClient.create())
        .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor));
  }

  private static KmsAsyncClientBuilder async(KmsPolicyInterceptor interceptor) {
    return KmsAsyncClient.builder()
        .httpClient(NettyNioAsyncHttpClient.create())
        .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor));
  }

  private static boolean isStopped(KmsClient kms, KmsResource.Key key) {
    try {
      kms.encrypt(r -> r.keyId(key.arn()).plaintext(TEXT));
      return false;
    } catch (KmsAccessDeniedException e) {
      return true;
    }
  }

  private static AwsSessionCredentials assumed(String role, String session) {
    Credentials given =
        MOTO.sts
            .assumeRole(
                r ->
                    r.roleArn("arn:aws:iam::" + Moto.ACCOUNT + ":role/" + role)
                        .roleSessionName(session))
            .credentials();
    return AwsSessionCredentials.create(
        given.accessKeyId(), given.secretAccessKey(), given.sessionToken());
  }

  @Test
  void policiesFor_layerSwitchedOff_comesFromTheOtherSource() {
    PolicySet none = PolicySet.empty();
    source =
        AwsSource.builder()
            .kms(MOTO.kms)
            .layers(EnumSet.of(SourceLayer.KEY_POLICY))
            .others(Examples.source((caller, resource) -> none))
            .build();
    PolicySet set = source.policiesFor(session("App"), newKey());
    assertThat(set.grants()).isEqualTo(GrantLayer.none());
    assertThat(set.key()).isEqualTo(PolicyLayer.unknown());
  }
}
