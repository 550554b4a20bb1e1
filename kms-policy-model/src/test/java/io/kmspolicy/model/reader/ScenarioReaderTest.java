package io.kmspolicy.model.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.writer.ScenarioWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {

  private static final String SMALLEST =
      """
      {"id": "a", "request": {"principal": "arn:aws:sts::111122223333:assumed-role/App/s",
       "action": "kms:CreateKey", "resource": "*"}%s}\
      """;

  private final ScenarioReader reader = ScenarioReader.create();

  private Scenario read(String members) {
    return reader.read(SMALLEST.formatted(members));
  }

  @Test
  @DisplayName("all scenarios of the hand-checked corpus read, and what they say can be written")
  void read_handCheckedCorpus_readsEachLine() {
    List<String> lines = TestResources.text("corpus/handchecked.jsonl").lines().toList();
    ScenarioWriter writer = ScenarioWriter.compact();

    assertThat(lines).hasSize(98);
    for (int i = 0; i < lines.size(); i++) {
      Scenario scenario = reader.line(i + 1).read(lines.get(i));
      String written = writer.write(scenario);

      assertThat(scenario.id()).startsWith("handchecked-");
      assertThat(scenario.expected()).isPresent();
      assertThat(reader.read(written)).isEqualTo(scenario);
      assertThat(writer.write(reader.read(written))).isEqualTo(written);
    }
  }

  @Test
  @DisplayName("what is missing is known to be none")
  void read_smallest_hasDefaults() {
    Scenario scenario = read("");

    assertThat(scenario.policies()).isEqualTo(PolicySet.empty());
    assertThat(scenario.expected()).isEmpty();
    assertThat(scenario.request().context()).isEqualTo(RequestContext.empty());
    assertThat(scenario.request().keyManager()).isEqualTo(KeyManager.CUSTOMER);
    assertThat(((Caller.RoleSession) scenario.request().caller()).path())
        .isEqualTo(Caller.RolePath.root());
  }

  @Test
  @DisplayName("empty layers: no session policies are none, an empty level allows nothing")
  void read_emptyLayers_areTold() {
    PolicySet policies =
        read("""
        , "policies": {"identity": [], "session": [], "grants": [],
         "serviceControl": [{"target": "r-root", "policies": []}], "resourceControl": []}\
        """)
            .policies();

    assertThat(policies.identity()).isEqualTo(PolicyLayer.of());
    assertThat(policies.session()).isEqualTo(PolicyLayer.none());
    assertThat(policies.grants()).isEqualTo(GrantLayer.none());
    assertThat(policies.serviceControl())
        .isEqualTo(OrganizationLayer.of(new OrganizationLayer.Level("r-root", List.of())));
    assertThat(policies.resourceControl()).isEqualTo(OrganizationLayer.of());
  }

  @Test
  @DisplayName("unknown layers are unknown even when they are given, before or after")
  void read_unknownLayers_winOverGivenOnes() {
    String key = "\"policies\": {\"key\": {\"name\": \"k\", \"document\": {\"Statement\": []}}}";
    String unknown = "\"unknown\": {\"policies\": [\"key\", \"grants\", \"serviceControl\"]}";

    assertThat(read("," + key + "," + unknown)).isEqualTo(read("," + unknown + "," + key));
    assertThat(read("," + key + "," + unknown).policies())
        .isEqualTo(
            PolicySet.builder()
                .key(PolicyLayer.unknown())
                .grants(GrantLayer.unknown())
                .serviceControl(OrganizationLayer.unknown())
                .build());
  }

  @Test
  @DisplayName("6.12 a listed key is known even where a prefix is not")
  void read_unknownContext_spareListedKeys() {
    String json =
        """
        {"id": "a", "unknown": {"context": ["aws:ResourceTag/*", "aws:SourceIp"]},
         "request": {"principal": "logs.amazonaws.com", "action": "kms:Decrypt", "resource": "*",
           "context": {"aws:ResourceTag/a": "1", "aws:SourceVpc": ["x", "y"]}}}\
        """;
    RequestContext context = (RequestContext) reader.read(json).request().context();

    assertThat(context.get("aws:resourcetag/a")).isEqualTo(ContextValue.of("1"));
    assertThat(context.get("aws:resourcetag/b")).isEqualTo(ContextValue.unknown());
    assertThat(context.get("aws:sourceip")).isEqualTo(ContextValue.unknown());
    assertThat(context.get("aws:sourcevpc")).isEqualTo(ContextValue.of("x", "y"));
    assertThat(context.get("aws:sourcevpce")).isEqualTo(ContextValue.absent());
  }

  @Test
  @DisplayName("annotations are ignored at the top level and in what is expected")
  void read_annotations_areIgnored() {
    Scenario scenario =
        read(
            """
            , "rule": null, "from": {"id": [{}]},
             "expected": {"witness": {"a": null}, "decision": "denied"}\
            """);

    assertThat(scenario.expected()).contains(Decision.DENIED);
  }

  @Test
  @DisplayName("locations inside embedded policies are those of the scenario's text")
  void read_embeddedPolicy_isLocatedInTheScenario() {
    String json =
        """
        {"id": "a", "policies": {"identity": [{"name": "p", "document": {"Statement":
          {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}}]},
         "request": {"principal": "logs.amazonaws.com", "action": "kms:Decrypt", "resource": "*"}}\
        """;
    Scenario scenario = reader.source("c.jsonl").line(7).read(json);
    PolicyLayer.Attached identity = (PolicyLayer.Attached) scenario.policies().identity();
    SourceLocation location = identity.policies().get(0).document().statements().get(0).location();

    assertThat(location).hasToString("c.jsonl:8:3");
    assertThat(location.pointer()).isEqualTo("/policies/identity/0/document/Statement");
  }

  @Test
  @DisplayName("a line of a corpus says on which line it stands")
  void read_badLine_namesTheLine() {
    assertThatThrownBy(() -> reader.source("c.jsonl").line(42).read("{"))
        .isInstanceOf(PolicySyntaxException.class)
        .hasMessageStartingWith("c.jsonl:42:2: ");
  }

  /** A scenario whose identity policy has a statement with this Sid, in one line. */
  private static String withPolicy(String layer, String sid) {
    String document =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"%s\",\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\"}]}"
            .formatted(sid);
    return SMALLEST.formatted(
        ", \"policies\": {\"%s\": [{\"name\": \"p\", \"document\": %s}]}"
            .formatted(layer, document));
  }

  private static PolicyDocument document(PolicyLayer layer) {
    return ((PolicyLayer.Attached) layer).policies().get(0).document();
  }

  @Test
  @DisplayName("equal texts of documents of one type are read once, if documents are shared")
  void read_sharingDocuments_readsEqualTextsOnce() {
    ScenarioReader sharing = reader.sharingDocuments();
    PolicyDocument one = document(sharing.read(withPolicy("identity", "a")).policies().identity());
    PolicyDocument same =
        document(sharing.line(7).read(withPolicy("identity", "a")).policies().identity());
    PolicyDocument other =
        document(sharing.read(withPolicy("identity", "a}")).policies().identity());
    PolicyDocument session =
        document(sharing.read(withPolicy("session", "a")).policies().session());

    assertThat(same).isSameAs(one);
    assertThat(other).isNotEqualTo(one);
    assertThat(session).isEqualTo(one).isNotSameAs(one);
    assertThat(document(reader.read(withPolicy("identity", "a")).policies().identity()))
        .as("a reader that does not share")
        .isNotSameAs(document(reader.read(withPolicy("identity", "a")).policies().identity()));
  }

  @Test
  @DisplayName("a document with a problem is reported in each scenario, if documents are shared")
  void read_sharingDocuments_reportsEachProblem() {
    ScenarioReader sharing = reader.sharingDocuments();
    String bad = withPolicy("identity", "a").replace("Allow", "Maybe");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> sharing.read(bad)).isInstanceOf(PolicySyntaxException.class);
    }
  }

  @Test
  @DisplayName("shared documents give the scenarios that separate ones give, and are bounded")
  void read_sharingDocuments_readsTheSame() {
    ScenarioReader sharing = reader.sharingDocuments();
    for (String line : TestResources.text("corpus/handchecked.jsonl").lines().toList()) {
      assertThat(sharing.read(line)).isEqualTo(reader.read(line));
      assertThat(sharing.read(line)).isEqualTo(reader.read(line));
    }
    PolicyDocument first =
        document(sharing.read(withPolicy("identity", "0")).policies().identity());
    for (int i = 1; i <= SharedDocuments.MAX_DOCUMENTS; i++) {
      sharing.read(withPolicy("identity", Integer.toString(i)));
    }
    assertThat(document(sharing.read(withPolicy("identity", "0")).policies().identity()))
        .isEqualTo(first)
        .isNotSameAs(first);
    String longSid = "s".repeat(SharedDocuments.MAX_CHARACTERS);
    assertThat(document(sharing.read(withPolicy("identity", longSid)).policies().identity()))
        .isNotSameAs(document(sharing.read(withPolicy("identity", longSid)).policies().identity()));
  }

  private static final String DECRYPT =
      """
      {"id": "a", "request": {"principal": "%s", "action": "%s", "resource": "%s",
       "context": {"aws:SourceVpce": "vpce-1a2b3c4d"}}, "unknown": {"context": ["aws:SourceIp", "aws:PrincipalTag/*"]},
       "absent": %s}\
      """;
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/1234abcd";

  @Test
  @DisplayName("`absent` states keys and prefixes, which a writer writes")
  void read_absentKeys_areKeptAsTheyAreSpelled() {
    String names = "[\"aws:SourceVpc\",\"kms:EncryptionContext:*\",\"*\",\"aws:PrincipalTag/a\"]";
    Scenario scenario = reader.read(DECRYPT.formatted(ALICE, "kms:Decrypt", KEY, names));
    String written = ScenarioWriter.compact().write(scenario);

    assertThat(scenario.absent())
        .containsExactly("aws:SourceVpc", "kms:EncryptionContext:*", "*", "aws:PrincipalTag/a");
    assertThat(written).contains("\"absent\":" + names);
    assertThat(reader.read(written)).isEqualTo(scenario);
    assertThat(scenario.request().context().get("aws:principaltag/a"))
        .as("evaluation takes the line literally")
        .isEqualTo(ContextValue.unknown());
    assertThat(read("").absent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:iam::111122223333:user/alice, kms:RetireGrant, KEY, kms:KeySpec",
    "arn:aws:iam::111122223333:user/alice, kms:CreateAlias, arn:aws:kms:us-west-2:111122223333:alias/a, kms:keyspec",
    "arn:aws:iam::111122223333:user/alice, kms:Decrypt, KEY, kms:SigningAlgorithm",
    "arn:aws:iam::111122223333:user/alice, kms:Unheard, KEY, kms:KeySpec",
    "logs.amazonaws.com, kms:Decrypt, KEY, aws:userid",
    "logs.amazonaws.com, kms:Decrypt, KEY, aws:SecureTransport",
  })
  @DisplayName("6.11: a key that only other requests always have may be absent")
  void read_absentKeyOfOtherRequests_isTaken(
      String principal, String action, String resource, String key) {
    String on = resource.replace("KEY", KEY);

    assertThat(reader.read(DECRYPT.formatted(principal, action, on, "[\"" + key + "\"]")).absent())
        .containsExactly(key);
  }

  @Test
  @DisplayName(
      "a member at the top level that nobody reads gives a warning, a usual annotation none")
  void read_unknownMember_givesAWarning() {
    List<Problem> warnings = new ArrayList<>();
    reader
        .source("c.jsonl")
        .warnings(warnings::add)
        .line(3)
        .read(SMALLEST.formatted(", \"rule\": \"1.1\", \"reviewer\": {\"name\": [1]}"));

    assertThat(warnings)
        .extracting(Problem::toString)
        .containsExactly(
            "c.jsonl:4:62: `reviewer` is no member of a scenario and is ignored (at /reviewer)");
  }
}
