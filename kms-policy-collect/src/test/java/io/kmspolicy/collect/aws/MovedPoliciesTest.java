package io.kmspolicy.collect.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.User;

/** Policies that move between the lists of a user and the user's groups. */
class MovedPoliciesTest {

  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":"
          + "[{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\"}]}";

  /** All users of a test have one description. */
  private static final User USER =
      User.builder().userName("alice").arn("arn:aws:iam::111122223333:user/alice").build();

  /** The names of inline policies by the holder's name; empty for the user. */
  private final Map<String, List<String>> inline =
      new TreeMap<>(Map.of("", List.of("own"), "a", List.of("moves"), "b", List.of()));

  /** What happens when the groups of the user were listed. */
  private Runnable afterGroups = () -> {};

  /** What happens when the policies of group {@code a} were listed. */
  private Runnable afterA = () -> {};

  private final PrincipalReading reading = new PrincipalReading(client());

  private IamClient client() {
    return (IamClient)
        Proxy.newProxyInstance(
            IamClient.class.getClassLoader(),
            new Class<?>[] {IamClient.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getUser" -> GetUserResponse.builder().user(USER).build();
                  case "listUserPolicies" ->
                      ListUserPoliciesResponse.builder()
                          .policyNames(inline.get(""))
                          .isTruncated(false)
                          .build();
                  case "listAttachedUserPolicies" ->
                      ListAttachedUserPoliciesResponse.builder().isTruncated(false).build();
                  case "getUserPolicy" ->
                      GetUserPolicyResponse.builder().policyDocument(POLICY).build();
                  case "listGroupsForUser" -> {
                    ListGroupsForUserResponse groups =
                        ListGroupsForUserResponse.builder()
                            .groups(
                                Group.builder().groupName("a").build(),
                                Group.builder().groupName("b").build())
                            .isTruncated(false)
                            .build();
                    afterGroups.run();
                    yield groups;
                  }
                  case "listGroupPolicies" -> ofGroup(group(arguments[0]));
                  case "listAttachedGroupPolicies" ->
                      ListAttachedGroupPoliciesResponse.builder().isTruncated(false).build();
                  case "getGroupPolicy" ->
                      GetGroupPolicyResponse.builder().policyDocument(POLICY).build();
                  default -> throw new AssertionError(method.getName());
                });
  }

  private ListGroupPoliciesResponse ofGroup(String group) {
    List<String> names = new ArrayList<>(inline.get(group));
    if (group.equals("a")) {
      afterA.run();
    }
    return ListGroupPoliciesResponse.builder().policyNames(names).isTruncated(false).build();
  }

  @SuppressWarnings("unchecked")
  private static String group(Object values) {
    return ListGroupPoliciesRequest.builder()
        .applyMutation((Consumer<ListGroupPoliciesRequest.Builder>) values)
        .build()
        .groupName();
  }

  private void move(String from, String to) {
    inline.put(from, List.of());
    inline.put(to, List.of("moves"));
  }

  private LayerReading identity(String user) {
    return reading.read(new Subject.User(user)).stream()
        .filter(layer -> layer.layer().equals("identity"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("Policies that stay where they are are read, those of groups once")
  void read_nothingMoves_isWhole() {
    assertThat(identity("alice").files())
        .containsOnlyKeys(
            "identity/", "identity/inline~own.json", "identity/group~a~inline~moves.json");
    assertThat(identity("bob").files()).containsKey("identity/group~a~inline~moves.json");
  }

  @Test
  @DisplayName("A policy that moves from a group to the user is not taken as absent")
  void read_fromGroupToUser_isUnknown() {
    afterGroups = () -> move("a", "");
    assertThat(identity("alice").refusal())
        .isEqualTo("user alice: the policies changed while they were listed");
  }

  @Test
  @DisplayName("A policy that moves to a group that was listed already is not taken as absent")
  void read_betweenGroups_isUnknownForOneUserOnly() {
    inline.put("a", List.of());
    inline.put("b", List.of("moves"));
    afterA = () -> move("b", "a");
    assertThat(identity("alice").refusal())
        .isEqualTo("group a: the policies changed while they were listed");
    assertThat(identity("bob").files()).containsKey("identity/group~a~inline~moves.json");
  }

  @Test
  @DisplayName("A policy that moves from a user to a group that was read for others is found")
  void read_fromUserToKnownGroup_isUnknownForOneUserOnly() {
    assertThat(identity("alice").isRead()).isTrue();
    inline.put("b", List.of("own"));
    inline.put("", List.of());
    assertThat(identity("bob").refusal())
        .isEqualTo("group b: the policies changed while they were listed");
    assertThat(identity("bob").files()).containsKey("identity/group~b~inline~own.json");
  }
}
