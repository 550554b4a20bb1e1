package io.kmspolicy.collect.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.json.JsonSyntaxException;
import io.kmspolicy.model.json.JsonTree;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The levels of an organization, as Organizations answers about them. */
class OrganizationReadingTest {

  private static final String ACCOUNT = "111122223333";
  private static final Subject.Control SCP = new Subject.Control(ControlType.SERVICE_CONTROL);
  private static final Subject.Control RCP = new Subject.Control(ControlType.RESOURCE_CONTROL);
  private static final String ALLOW =
      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";

  /** The answers by operation, or by operation and input. */
  private final Map<String, String> answers = new HashMap<>();

  private final OrganizationsApi api =
      (operation, input) -> {
        String answer = answers.getOrDefault(operation + input, answers.get(operation));
        if (answer == null || !answer.startsWith("{")) {
          throw new RefusedException(
              "organizations:"
                  + operation
                  + ": "
                  + (answer == null ? "AccessDeniedException" : answer));
        }
        try {
          return JsonTree.parse(answer);
        } catch (JsonSyntaxException e) {
          throw new AssertionError(e);
        }
      };

  @BeforeEach
  void organizationOfThreeLevels() {
    answers.put(
        "DescribeOrganization",
        "{\"Organization\":{\"Id\":\"o-a1b2c3d4e5\",\"MasterAccountId\":\"999999999999\"}}");
    answers.put(
        "ListParents{\"ChildId\":\"111122223333\"}",
        "{\"Parents\":[{\"Id\":\"ou-r001-unit\",\"Type\":\"ORGANIZATIONAL_UNIT\"}]}");
    answers.put(
        "ListParents{\"ChildId\":\"ou-r001-unit\"}",
        "{\"Parents\":[{\"Id\":\"r-r001\",\"Type\":\"ROOT\"}]}");
    answers.put(
        "ListRoots",
        "{\"Roots\":[{\"Id\":\"r-r001\",\"PolicyTypes\":"
            + "[{\"Type\":\"SERVICE_CONTROL_POLICY\",\"Status\":\"ENABLED\"}]}]}");
    answers.put("ListPoliciesForTarget", "{\"Policies\":[{\"Id\":\"p-FullAWSAccess\"}]}");
    answers.put("DescribePolicy", "{\"Policy\":{\"Content\":" + quoted(ALLOW) + "}}");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\\\"") + "\"";
  }

  private LayerReading read(Subject.Control control) {
    return new OrganizationReading(api, ACCOUNT).read(control).get(0);
  }

  @Test
  @DisplayName("Rule 4.3: the levels are the root, the units and the account, in this order")
  void read_threeLevels_areNamedInOrder() {
    assertThat(read(SCP).files())
        .containsOnlyKeys(
            "1-r-r001/",
            "1-r-r001/p-FullAWSAccess.json",
            "2-ou-r001-unit/",
            "2-ou-r001-unit/p-FullAWSAccess.json",
            "3-111122223333/",
            "3-111122223333/p-FullAWSAccess.json")
        .containsValue(ALLOW);
    assertThat(new OrganizationReading(api, ACCOUNT).id()).hasValue("o-a1b2c3d4e5");
  }

  @Test
  @DisplayName("A policy type that is not enabled has no policies")
  void read_typeNotEnabled_isNone() {
    assertThat(read(RCP)).isEqualTo(new LayerReading("rcp", Map.of(), ""));
  }

  @Test
  @DisplayName("The management account and an account in no organization have none")
  void read_managementOrOutside_isNone() {
    answers.put(
        "DescribeOrganization",
        "{\"Organization\":{\"Id\":\"o-a1b2c3d4e5\",\"MasterAccountId\":\"111122223333\"}}");
    answers.remove("ListRoots");
    assertThat(read(SCP)).isEqualTo(new LayerReading("scp", Map.of(), ""));
    answers.put("DescribeOrganization", "AWSOrganizationsNotInUseException");
    assertThat(read(SCP)).isEqualTo(new LayerReading("scp", Map.of(), ""));
    assertThat(new OrganizationReading(api, ACCOUNT).id()).isEmpty();
  }

  @Test
  @DisplayName("Whatever one operation refuses, the whole layer is unknown and has no file")
  void read_anyOperationRefused_isUnknown() {
    for (String operation :
        new String[] {
          "DescribeOrganization",
          "ListParents{\"ChildId\":\"ou-r001-unit\"}",
          "ListRoots",
          "ListPoliciesForTarget",
          "DescribePolicy"
        }) {
      String answer = answers.remove(operation);
      LayerReading read = read(SCP);
      assertThat(read.isRead()).as(operation).isFalse();
      assertThat(read.files()).as(operation).isEmpty();
      answers.put(operation, answer);
    }
    assertThat(read(SCP).isRead()).isTrue();
  }

  @Test
  @DisplayName("All pages of a list are read")
  void read_twoPages_areBothRead() {
    answers.put(
        "ListPoliciesForTarget", "{\"Policies\":[{\"Id\":\"p-one\"}],\"NextToken\":\"more\"}");
    answers.put(
        "ListPoliciesForTarget{\"TargetId\":\"r-r001\",\"Filter\":\"SERVICE_CONTROL_POLICY\",\"NextToken\":\"more\"}",
        "{\"Policies\":[{\"Id\":\"p-two\"}]}");
    // The other targets answer with the same marker for ever, so the layer is refused.
    assertThat(read(SCP).refusal()).contains("its pages do not end");
  }

  @Test
  @DisplayName("A type whose status is changing is unknown")
  void read_pendingType_isUnknown() {
    answers.put("ListRoots", answers.get("ListRoots").replace("ENABLED", "PENDING_DISABLE"));
    assertThat(read(SCP).refusal()).contains("PENDING_DISABLE");
  }
}
