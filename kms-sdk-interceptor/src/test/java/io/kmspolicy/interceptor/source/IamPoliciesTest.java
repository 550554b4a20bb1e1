package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.LayerInterner;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.source.SourceException;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;

class IamPoliciesTest {

  private static final String DOCUMENT =
      "{\"Version\": \"2012-10-17\", \"Statement\":"
          + " {\"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"*\"}}";

  @Test
  void decoded_percentEncoding_isTakenOffAndAPlusStays() {
    assertThat(IamPolicies.decoded("%7B%22a%20b%2Bc+d%22%3A%20%22%25%C3%A4%22%7D"))
        .isEqualTo("{\"a b+c+d\": \"%ä\"}");
  }

  @Test
  void decoded_plainText_isLeftAlone() {
    assertThat(IamPolicies.decoded("{\"a%20b\": 1}")).isEqualTo("{\"a%20b\": 1}");
  }

  /** A client whose role has an inline policy from the second time on that it is asked for them. */
  private static IamClient migrating(AtomicInteger asked) {
    return (IamClient)
        Proxy.newProxyInstance(
            IamClient.class.getClassLoader(),
            new Class<?>[] {IamClient.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "listRolePolicies" ->
                      ListRolePoliciesResponse.builder()
                          .policyNames(asked.incrementAndGet() == 1 ? List.of() : List.of("moved"))
                          .isTruncated(false)
                          .build();
                  case "listAttachedRolePolicies" ->
                      ListAttachedRolePoliciesResponse.builder()
                          .attachedPolicies(List.of())
                          .isTruncated(false)
                          .build();
                  case "getRolePolicy" ->
                      GetRolePolicyResponse.builder().policyDocument(DOCUMENT).build();
                  default -> throw new AssertionError(method.getName());
                });
  }

  @Test
  @DisplayName("Policies that change while they are listed are not taken as complete")
  void ofRole_policyThatIsMovedMeanwhile_isRefused() {
    IamPolicies policies = with(migrating(new AtomicInteger()));
    assertRefusedOnce(() -> policies.ofRole("App"));
  }

  private static IamPolicies with(IamClient client) {
    return new IamPolicies(client, new AwsCalls(1_000), new LayerInterner());
  }

  /** The first reading is refused, and the next one finds the policy. */
  private static void assertRefusedOnce(Supplier<List<NamedPolicy>> reading) {
    assertThatThrownBy(reading::get)
        .isInstanceOf(SourceException.class)
        .hasMessage("the policies changed while they were listed");
    assertThat(reading.get()).extracting(NamedPolicy::name).containsExactly("moved");
  }

  /**
   * A client of a user in the groups {@code a} and {@code b}. A policy is attached to {@code b}
   * when its policies were listed once, and then no longer to {@code a}, which is listed later.
   */
  private static IamClient movingBetweenGroups(AtomicInteger listedOfB) {
    return (IamClient)
        Proxy.newProxyInstance(
            IamClient.class.getClassLoader(),
            new Class<?>[] {IamClient.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "listUserPolicies" ->
                      ListUserPoliciesResponse.builder()
                          .policyNames(List.of())
                          .isTruncated(false)
                          .build();
                  case "listAttachedUserPolicies" ->
                      ListAttachedUserPoliciesResponse.builder().isTruncated(false).build();
                  case "listGroupsForUser" ->
                      ListGroupsForUserResponse.builder()
                          .groups(
                              Group.builder().groupName("b").build(),
                              Group.builder().groupName("a").build())
                          .isTruncated(false)
                          .build();
                  case "listGroupPolicies" ->
                      ListGroupPoliciesResponse.builder()
                          .policyNames(
                              isOfB(arguments[0]) && listedOfB.incrementAndGet() > 1
                                  ? List.of("moved")
                                  : List.of())
                          .isTruncated(false)
                          .build();
                  case "listAttachedGroupPolicies" ->
                      ListAttachedGroupPoliciesResponse.builder().isTruncated(false).build();
                  case "getGroupPolicy" ->
                      GetGroupPolicyResponse.builder().policyDocument(DOCUMENT).build();
                  default -> throw new AssertionError(method.getName());
                });
  }

  private static boolean isOfB(Object request) {
    ListGroupPoliciesRequest.Builder builder = ListGroupPoliciesRequest.builder();
    @SuppressWarnings("unchecked")
    Consumer<ListGroupPoliciesRequest.Builder> values =
        (Consumer<ListGroupPoliciesRequest.Builder>) request;
    return builder.applyMutation(values).build().groupName().equals("b");
  }

  @Test
  @DisplayName("A policy that moves between the groups of a user is not taken as absent")
  void ofUser_policyThatMovesBetweenGroups_isRefused() {
    IamPolicies policies = with(movingBetweenGroups(new AtomicInteger()));
    assertRefusedOnce(() -> policies.ofUser("alice"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<ListRolePoliciesResponse/>", "<html><body>maintenance</body></html>"})
  @DisplayName("What is no answer of IAM, such as a page of a proxy, is no list without policies")
  void ofRole_emptyAnswer_isRefused(String body) {
    IamPolicies policies = with(answering(body));
    assertThatThrownBy(() -> policies.ofRole("App"))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("incomplete response");
    assertThatThrownBy(() -> policies.ofUser("alice")).isInstanceOf(SourceException.class);
  }

  /** A client whose every request has an answer with the status 200 and this body. */
  private static IamClient answering(String body) {
    SdkHttpClient http =
        new SdkHttpClient() {
          @Override
          public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
              @Override
              public HttpExecuteResponse call() {
                return HttpExecuteResponse.builder()
                    .response(SdkHttpResponse.builder().statusCode(200).build())
                    .responseBody(
                        AbortableInputStream.create(
                            new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                    .build();
              }

              @Override
              public void abort() {}
            };
          }

          @Override
          public void close() {}
        };
    return IamClient.builder()
        .httpClient(http)
        .region(Region.AWS_GLOBAL)
        .credentialsProvider(StaticCredentialsProvider.create(Moto.credentials("AKIDEXAMPLE")))
        .build();
  }
}
