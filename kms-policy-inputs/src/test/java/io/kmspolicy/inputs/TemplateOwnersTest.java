package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.policy.PolicyLayer;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lists and owners in templates: one that is known is followed, whatever form it has; one that is
 * not known makes unknown what it may concern.
 */
class TemplateOwnersTest {

  private static final String DENY = TemplateReading.document("Deny");

  private static final String OWNERS =
      """
      Parameters:
        Name: {Type: String}
        Names: {Type: CommaDelimitedList}
      Resources:
        App:
          Type: AWS::IAM::Role
          Properties: {RoleName: App, Policies: [{PolicyName: use, PolicyDocument: %1$s}]}
        Bob:
          Type: AWS::IAM::User
          Properties: {UserName: bob}
        Staff:
          Type: AWS::IAM::Group
          Properties: {GroupName: Staff, Policies: [{PolicyName: p, PolicyDocument: %2$s}]}
      """
          .formatted(TemplateReading.document("Allow"), DENY);

  private static String policy(String type, String owners) {
    return OWNERS
        + "  More:\n    Type: AWS::IAM::"
        + type
        + "\n    Properties: {PolicyName: d, "
        + owners
        + ", PolicyDocument: "
        + DENY
        + "}\n";
  }

  private static TemplateReading reading(String type, String owners) {
    return TemplateReading.of(policy(type, owners));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!Split [',', 'arn:aws:iam::aws:policy/AWSDenyAll']",
        "!Ref Names",
        "!If [C, ['arn:aws:iam::aws:policy/AWSDenyAll'], []]",
        "[!If [C, 'arn:aws:iam::aws:policy/AWSDenyAll', !Ref AWS::NoValue]]",
        "!GetAtt Other.Outputs",
        "[!Ref Name]"
      })
  @DisplayName("attached policies that the file does not hold are unknown, however it lists them")
  void state_listOfManagedPolicies_isNeverLost(String list) {
    TemplateReading read =
        TemplateReading.of(
            OWNERS.replace("RoleName: App", "RoleName: App, ManagedPolicyArns: " + list));

    assertThat(read.identities()).containsEntry("role/App", "unknown");
    assertThat(read.gaps())
        .anySatisfy(gap -> assertThat(gap).contains("the identity policies of `App` are unknown"));
  }

  @Test
  @DisplayName("a stated list of groups is followed, and a list without elements attaches nothing")
  void state_knownList_isFollowed() {
    String split = OWNERS.replace("UserName: bob", "UserName: bob, Groups: !Split [',', 'Staff']");
    String stated = OWNERS.replace("UserName: bob", "UserName: bob, Groups: !Ref Names");
    String none = OWNERS.replace("UserName: bob", "UserName: bob, Groups: !Ref AWS::NoValue");

    assertThat(TemplateReading.of(split).identities()).containsEntry("user/bob", "[Staff/p]");
    assertThat(TemplateReading.of(stated, Map.of("Names", "Staff")).identities())
        .containsEntry("user/bob", "[Staff/p]");
    assertThat(TemplateReading.of(stated, Map.of("Names", "Staff, Others")).identities())
        .containsEntry("user/bob", "unknown");
    assertThat(TemplateReading.of(none).identities()).containsEntry("user/bob", "[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!Ref Names",
        "!If [C, [Staff], []]",
        "[!If [C, !Ref Staff, !Ref AWS::NoValue]]",
        "[!Ref Name]",
        "[Elsewhere]"
      })
  @DisplayName("groups that are not known make the policies of a user unknown")
  void state_openGroups_areUnknown(String groups) {
    TemplateReading read =
        TemplateReading.of(OWNERS.replace("UserName: bob", "UserName: bob, Groups: " + groups));

    assertThat(read.identities())
        .containsEntry("user/bob", "unknown")
        .containsEntry("role/App", "[App/use]");
    assertThat(read.gaps()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[App]", "[!Ref App]", "!Split [',', 'App,Other']", "[!Sub '${App}']"})
  @DisplayName("a policy whose owner is known is a policy of that owner")
  void state_knownOwner_hasThePolicy(String roles) {
    assertThat(reading("Policy", "Roles: " + roles).identities())
        .containsEntry("role/App", "[App/use, More]")
        .containsEntry("user/bob", "[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Roles: [!Ref Name]",
        "Roles: !Ref Names",
        "Roles: [!If [Prod, !Sub '${App}', other]]",
        "Roles: !If [Prod, [!Ref App], []]",
        "Roles: [!ImportValue role]"
      })
  @DisplayName(
      "a policy whose owner is not known makes the policies of every possible owner unknown")
  void state_openOwner_opensAllRoles(String roles) {
    TemplateReading read = reading("ManagedPolicy", roles);

    assertThat(read.identities())
        .containsEntry("role/App", "unknown")
        .containsEntry("user/bob", "[]");
    assertThat(read.gaps())
        .anySatisfy(gap -> assertThat(gap).contains("`App` are unknown: `More` may be attached"));
  }

  @Test
  @DisplayName("inline policies of roles, users and groups with open names are kept as unknown")
  void state_openNameOfInlinePolicy_opensAll() {
    assertThat(reading("RolePolicy", "RoleName: !Ref Name").identities())
        .containsEntry("role/App", "unknown");
    assertThat(reading("UserPolicy", "UserName: !Ref Name").identities())
        .containsEntry("user/bob", "unknown");
    String member = policy("GroupPolicy", "GroupName: !Ref Name");
    assertThat(
            TemplateReading.of(
                    member.replace("UserName: bob", "UserName: bob, Groups: [!Ref Staff]"))
                .identities())
        .containsEntry("user/bob", "unknown");
  }

  @Test
  @DisplayName("an expression that can only mean one of two roles leaves the others alone")
  void state_choiceOfTwoRoles_opensOnlyThese() {
    String third =
        policy("Policy", "Roles: [!If [C, !Ref App, !Ref AWS::NoValue]]")
            + "  Else: {Type: AWS::IAM::Role, Properties: {RoleName: Else}}\n";

    assertThat(TemplateReading.of(third).identities())
        .containsEntry("role/App", "unknown")
        .containsEntry("role/Else", "[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"!Split [',', bob]", "!Ref Names", "[!Ref Name]", "[!If [C, bob, other]]"})
  @DisplayName("members that a list adds to a group are members, or may be")
  void state_membersOfAList_areNeverLost(String users) {
    TemplateReading read = reading("UserToGroupAddition", "GroupName: !Ref Staff, Users: " + users);

    assertThat(read.identities())
        .containsEntry("user/bob", users.startsWith("!Split") ? "[Staff/p]" : "unknown");
  }

  @Test
  @DisplayName("members of a group that is not known have unknown policies")
  void state_additionToAnOpenGroup_isUnknown() {
    assertThat(reading("UserToGroupAddition", "GroupName: !Ref Name, Users: [bob]").identities())
        .containsEntry("user/bob", "unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Policy|Roles: [Elsewhere]|role",
        "ManagedPolicy|Users: [Elsewhere]|user",
        "GroupPolicy|GroupName: Elsewhere|group",
        "RolePolicy|RoleName: Elsewhere|role",
        "UserToGroupAddition|GroupName: Staff, Users: [Elsewhere]|user"
      })
  @DisplayName("a policy whose owner is not in the file is left out, and the gaps say so")
  void state_ownerElsewhere_isNamed(String row) {
    String[] parts = row.split("\\|");

    assertThat(reading(parts[0], parts[1]).gaps())
        .singleElement()
        .asString()
        .matches(
            "t.yaml:\\d+:\\d+: `More` is left out: the "
                + parts[2]
                + " `Elsewhere` is not in the file");
  }

  @Test
  @DisplayName("a group whose name is not known may be the one that a policy names")
  void state_groupWithoutAName_mayBeTheOneThatIsNamed() {
    String open =
        policy("Policy", "Groups: [Admins]")
            .replace("GroupName: Staff", "GroupName: !Ref Name")
            .replace("UserName: bob", "UserName: bob, Groups: [!Ref Staff]");

    assertThat(TemplateReading.of(open).identities()).containsEntry("user/bob", "unknown");
  }

  @Test
  @DisplayName("a group under a condition may not be there, so what its members have is unknown")
  void state_conditionalGroup_isUnknown() {
    String conditional =
        OWNERS
            .replace("AWS::IAM::Group\n", "AWS::IAM::Group\n    Condition: C\n")
            .replace("UserName: bob", "UserName: bob, Groups: [Staff]");

    assertThat(TemplateReading.of(conditional).identities()).containsEntry("user/bob", "unknown");
  }

  @Test
  @DisplayName("a boundary that a condition decides is unknown; without a value there is none")
  void state_boundary_isUnknownOrNone() {
    String open =
        OWNERS.replace(
            "RoleName: App", "RoleName: App, PermissionsBoundary: !If [C, a, !Ref AWS::NoValue]");
    String none =
        OWNERS.replace("RoleName: App", "RoleName: App, PermissionsBoundary: !Ref AWS::NoValue");

    assertThat(TemplateReading.of(open).boundaries()).containsEntry("role/App", "unknown");
    assertThat(TemplateReading.of(none).boundaries()).containsEntry("role/App", "none");
  }

  @Test
  @DisplayName("an inline policy without a document is unknown, never nothing")
  void state_inlinePolicyWithoutADocument_isUnknown() {
    String merged = OWNERS.replace("[{PolicyName: use", "[{PolicyName: use}, {PolicyName: more");

    assertThat(TemplateReading.of(merged).identities()).containsEntry("role/App", "unknown");
  }

  @Test
  @DisplayName("two roles with one name, of which a condition picks one, are both unknown")
  void state_rolesWithOneName_areUnknown() {
    String second =
        OWNERS + "  Else: {Type: AWS::IAM::Role, Condition: C, Properties: {RoleName: App}}\n";
    InputState state = TemplateReading.of(second).state();

    assertThat(state.principals())
        .filteredOn(found -> found.caller().arn().endsWith("role/App"))
        .hasSize(2)
        .allSatisfy(
            found -> {
              assertThat(found.identity()).isInstanceOf(PolicyLayer.Unknown.class);
              assertThat(found.boundary()).isInstanceOf(PolicyLayer.Unknown.class);
            });
  }

  @Test
  @DisplayName("a name in another case may be the same, as IAM has no two such names")
  void owner_inAnotherCase_isUnknown() {
    TemplateReading template =
        TemplateReading.of(
            """
            Resources:
              A: {Type: AWS::IAM::Role, Properties: {RoleName: App}}
              B: {Type: AWS::IAM::Role, Properties: {RoleName: Apps}}
              P: {Type: AWS::IAM::RolePolicy, Properties: {RoleName: app, PolicyDocument: %s}}
            """
                .formatted(TemplateReading.document("Deny")));

    assertThat(template.identities()).containsEntry("role/App", "unknown");
    assertThat(template.identities()).containsEntry("role/Apps", "[]");
  }

  @Test
  @DisplayName("the name that a template gives a role is not overridden by a stated one")
  void statedName_thatContradictsTheTemplate_isRefused() {
    assertThat(TemplateReading.of(OWNERS, Map.of("App", "App")).identities())
        .containsKey("role/App");
    assertThatThrownBy(() -> TemplateReading.of(OWNERS, Map.of("App", "Other")))
        .hasMessageContaining(
            "t.yaml:5:3: `App` has the name `App` in the template, and another one is stated:"
                + " `Other`");
    assertThatThrownBy(
            () -> PolicyInputs.create().parameters(Map.of("Staff", "Other")).read("t.yaml", OWNERS))
        .isInstanceOf(InputException.class);
  }
}
