package io.kmspolicy.collect.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;

/** Roles from a client that answers from memory. */
class PrincipalReadingTest {

  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:PrincipalTag/a\":\"b+c"
          + " %\"}}}]}";

  private static final String AWS = "arn:aws:iam::aws:policy/";
  private static final Subject.Role APP = new Subject.Role("App");

  private final Answers iam = new Answers();
  private final PrincipalReading reading = new PrincipalReading(iam);

  /** A role with the inline policies and attachments of the test. */
  private static final class Answers implements IamClient {

    private final Map<String, String> inline = new HashMap<>();
    private final List<String> attached = new ArrayList<>();
    private String boundary = "";
    private String refused = "";
    private String gone = "";
    private boolean migrates;
    private boolean answers = true;
    private int versions;

    private void ask(String operation) {
      if (operation.equals(refused)) {
        throw (IamException)
            IamException.builder()
                .statusCode(403)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("AccessDenied").build())
                .build();
      }
      if (operation.equals(gone)) {
        throw NoSuchEntityException.builder()
            .statusCode(404)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode("NoSuchEntity").build())
            .build();
      }
    }

    @Override
    public GetRoleResponse getRole(GetRoleRequest request) {
      ask("GetRole");
      Role.Builder role =
          Role.builder()
              .roleName(request.roleName())
              .arn("arn:aws:iam::111122223333:role/" + request.roleName())
              .createDate(Instant.parse("2026-01-01T00:00:00Z"))
              .assumeRolePolicyDocument(URLEncoder.encode(POLICY, StandardCharsets.UTF_8));
      if (!boundary.isEmpty()) {
        role.permissionsBoundary(
            AttachedPermissionsBoundary.builder().permissionsBoundaryArn(boundary).build());
      }
      return GetRoleResponse.builder().role(role.build()).build();
    }

    @Override
    public ListRolePoliciesResponse listRolePolicies(ListRolePoliciesRequest request) {
      ask("ListRolePolicies");
      return answers
          ? ListRolePoliciesResponse.builder()
              .policyNames(inline.keySet())
              .isTruncated(false)
              .build()
          : ListRolePoliciesResponse.builder().build();
    }

    @Override
    public GetRolePolicyResponse getRolePolicy(GetRolePolicyRequest request) {
      ask("GetRolePolicy");
      return GetRolePolicyResponse.builder()
          .policyDocument(encoded(inline.get(request.policyName())))
          .build();
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public ListAttachedRolePoliciesResponse listAttachedRolePolicies(
        ListAttachedRolePoliciesRequest request) {
      ask("ListAttachedRolePolicies");
      if (migrates) {
        inline.put("moved", POLICY);
      }
      return ListAttachedRolePoliciesResponse.builder()
          .attachedPolicies(
              attached.stream()
                  .map(arn -> AttachedPolicy.builder().policyArn(arn).build())
                  .toList())
          .isTruncated(false)
          .build();
    }

    @Override
    public GetPolicyResponse getPolicy(GetPolicyRequest request) {
      ask("GetPolicy");
      return GetPolicyResponse.builder().policy(p -> p.defaultVersionId("v7")).build();
    }

    @Override
    public GetPolicyVersionResponse getPolicyVersion(GetPolicyVersionRequest request) {
      ask("GetPolicyVersion");
      versions++;
      assertThat(request.versionId()).isEqualTo("v7");
      return GetPolicyVersionResponse.builder()
          .policyVersion(v -> v.document(encoded(POLICY)))
          .build();
    }

    @Override
    public String serviceName() {
      return "iam";
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }

  private Map<String, LayerReading> read() {
    Map<String, LayerReading> layers = new HashMap<>();
    reading.read(APP).forEach(layer -> layers.put(layer.layer(), layer));
    return layers;
  }

  @Test
  @DisplayName("Policies of AWS are fetched whole, once for all roles")
  void read_awsManaged_isWholeAndFetchedOnce() {
    iam.attached.add(AWS + "ReadOnlyAccess");
    iam.boundary = AWS + "ReadOnlyAccess";
    Map<String, LayerReading> first = read();
    read();
    assertThat(first.get("identity").files())
        .containsEntry("identity/aws~ReadOnlyAccess.json", POLICY);
    assertThat(first.get("boundary").files()).containsEntry("boundary.json", POLICY);
    assertThat(iam.versions).isEqualTo(1);
  }

  @Test
  @DisplayName("What the SDK reads from a page of a proxy is no list without policies")
  void read_listThatIsNoAnswerOfIam_refusesTheLayer() {
    iam.answers = false;
    assertThat(read().get("identity").refusal()).contains("incomplete response");
  }

  @Test
  @DisplayName("Equal names of an inline, a managed and an AWS policy are three files")
  void read_equalNames_areThreeFiles() {
    iam.inline.put("same", POLICY);
    iam.attached.add(AWS + "same");
    iam.attached.add("arn:aws:iam::111122223333:policy/path/same");
    assertThat(read().get("identity").files())
        .containsOnlyKeys(
            "identity/",
            "identity/inline~same.json",
            "identity/aws~same.json",
            "identity/managed~same.json");
  }

  @Test
  @DisplayName("Two policies that would be one file, and names that are no names, refuse the layer")
  void read_namesThatHide_refuseTheLayer() {
    iam.attached.add(AWS + "same");
    iam.attached.add(AWS + "service-role/Same");
    assertThat(read().get("identity").refusal()).contains("two policies have this name");
    iam.attached.clear();
    iam.inline.put("../../key", POLICY);
    assertThat(read().get("identity").refusal()).contains("is not the name of a policy");
  }

  @Test
  @DisplayName("A name of 128 characters in a group of 128 characters has a file")
  void add_longNames_areShortened() {
    PolicyFolder folder = new PolicyFolder(PolicyFolder.ofGroup("g".repeat(128)));
    folder.addInline("p".repeat(127) + "1", "{}");
    folder.addInline("p".repeat(127) + "2", "{}");
    assertThat(folder.files()).hasSize(3);
    assertThat(folder.files().keySet()).allMatch(name -> name.length() < 230);
  }

  @Test
  @DisplayName("Any refusal makes the whole set of policies unknown, and says which request")
  void read_anyRefusal_isUnknown() {
    iam.inline.put("a", POLICY);
    iam.attached.add(AWS + "b");
    for (String operation :
        List.of(
            "ListRolePolicies",
            "GetRolePolicy",
            "ListAttachedRolePolicies",
            "GetPolicy",
            "GetPolicyVersion")) {
      iam.refused = operation;
      LayerReading identity =
          new PrincipalReading(iam)
              .read(APP).stream()
                  .filter(l -> l.layer().equals("identity"))
                  .findFirst()
                  .orElseThrow();
      assertThat(identity.files()).as(operation).isEmpty();
      assertThat(identity.refusal()).isEqualTo("iam:" + operation + ": AccessDenied (HTTP 403)");
    }
  }

  @Test
  @DisplayName("A policy that becomes an inline one while the lists are read refuses the layer")
  void read_policyThatIsMovedMeanwhile_isUnknown() {
    iam.migrates = true;
    assertThat(read().get("identity").refusal())
        .isEqualTo("role App: the policies changed while they were listed");
    assertThat(read().get("identity").files()).containsKey("identity/inline~moved.json");
  }

  @Test
  @DisplayName("Without the description it is unknown whether there is a boundary")
  void read_descriptionRefused_boundaryIsUnknown() {
    iam.refused = "GetRole";
    assertThat(read().get("boundary").isRead()).isFalse();
    assertThat(read().get("identity").isRead()).isTrue();
  }

  @Test
  @DisplayName("A policy that is deleted while the others are read makes the layer unknown")
  void read_policyGone_isUnknown() {
    iam.inline.put("a", POLICY);
    iam.gone = "GetRolePolicy";
    assertThat(read().get("identity").refusal()).contains("changed while it was read");
    iam.gone = "GetRole";
    assertThatThrownBy(() -> reading.read(APP)).isInstanceOf(GoneException.class);
  }

  @Test
  @DisplayName("A policy that readers refuse makes the layer unknown, not the directory unreadable")
  void read_unreadablePolicy_isUnknown() {
    iam.inline.put("bad", "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Perhaps\"}]}");
    assertThat(read().get("identity").refusal()).contains("inline policy bad: cannot be read");
  }

  @Test
  @DisplayName(
      "The description is what aws iam get-role prints, with the trust policy as an object")
  void read_description_isThatOfTheCommandLine() {
    assertThat(read().get("description").files().get("role.json"))
        .contains("\"Role\": {", "\"CreateDate\": \"2026-01-01T00:00:00Z\"")
        .contains("\"AssumeRolePolicyDocument\": {\n      \"Version\": \"2012-10-17\"")
        .doesNotContain("PermissionsBoundary");
  }
}
